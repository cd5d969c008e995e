package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** A network namespace whose only interface is the loopback, unless it is connected with this machine. */
public final class NetworkNamespace implements AutoCloseable {

    private final String name = "node-" + UUID.randomUUID().toString().substring(0, 8);

    public NetworkNamespace() throws IOException, InterruptedException {
        Command.run("ip", "netns", "add", name);
        Command.run("ip", "-n", name, "link", "set", "lo", "up");
    }

    /** Returns the command that runs a program in it. {@code ip netns exec} would hide the machine's control groups. */
    public List<String> enter(List<String> command) {
        List<String> entered = new ArrayList<>(List.of("nsenter", "--net=" + Path.of("/run/netns", name)));
        entered.addAll(command);
        return entered;
    }

    public String run(String... command) throws IOException, InterruptedException {
        return Command.run(enter(List.of(command)));
    }

    /**
     * Connects it with this machine, by interfaces that are removed together with it.
     *
     * @return the address of this machine there, of those that are reserved for tests of networks
     */
    public String connect() throws IOException, InterruptedException {
        String outside = name.replace("node-", "veth");
        String subnet = "198.18." + ThreadLocalRandom.current().nextInt(256) + ".";
        Command.run("ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", name);
        Command.run("ip", "address", "add", subnet + "1/24", "dev", outside);
        Command.run("ip", "link", "set", outside, "up");
        Command.run("ip", "-n", name, "address", "add", subnet + "2/24", "dev", "eth0");
        Command.run("ip", "-n", name, "link", "set", "eth0", "up");
        return subnet + "1";
    }

    /** The interfaces besides loopback. */
    public List<String> interfaces() throws IOException, InterruptedException {
        return Command.run("ip", "-n", name, "-brief", "link").lines().filter(line -> !line.startsWith("lo ")).toList();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Command.run("ip", "netns", "del", name);
    }
}
