package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A network namespace whose only interface is the loopback. */
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

    /** The interfaces besides loopback. */
    public List<String> interfaces() throws IOException, InterruptedException {
        return Command.run("ip", "-n", name, "-brief", "link").lines().filter(line -> !line.startsWith("lo ")).toList();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Command.run("ip", "netns", "del", name);
    }
}
