package io.quarkiverse.containerd.deployment.faults;

import static org.awaitility.Awaitility.await;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Faults of containerd's socket. */
final class SocketFaults {

    private SocketFaults() {
    }

    static Stream<Fault> all() {
        return Fault.alike("the socket is lost",
                new Fault("the socket is removed", Effect.recovers(Delay.PROBE, "the socket \\S+ has been removed"),
                        node -> Files.delete(node.socket())),
                new Fault("another program listens in the place of the socket",
                        Effect.recovers(Delay.PROBE, "another socket is in the place of \\S+"), SocketFaults::listen),
                new Fault("a second containerd takes the socket",
                        Effect.recovers(Delay.PROBE,
                                "another socket is in the place of \\S+, and process \\d+ listens on it"),
                        SocketFaults::startSecondContainerd),
                new Fault("a directory is in the place of the socket",
                        Effect.down(Delay.START, "a directory is in the place of the socket"),
                        SocketFaults::makeDirectory, SocketFaults::removeDirectory));
    }

    private static void listen(FaultNode node) throws Exception {
        try (ServerSocketChannel foreign = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path aside = node.socket().resolveSibling("f.sock");
            foreign.bind(UnixDomainSocketAddress.of(aside));
            Files.move(aside, node.socket(), StandardCopyOption.ATOMIC_MOVE);
            await("the loss").atMost(Delay.PROBE.bound()).until(() -> node.newLog().contains("another socket is in"));
        }
    }

    private static void startSecondContainerd(FaultNode node) throws Exception {
        Path directory = Files.createDirectories(node.node().directory().resolve("second"));
        Path config = Files.writeString(directory.resolve("config.toml"), """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.runtime", "io.containerd.nri.v1.nri"]
                [grpc]
                  address = "%2$s"
                [plugins."io.containerd.internal.v1.opt"]
                  path = "%1$s/opt"
                """.formatted(directory, node.socket()));
        Process second = new ProcessBuilder(
                node.node().enter(List.of(node.program().toString(), "--config", config.toString())))
                .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
        try {
            await("the loss").atMost(Delay.PROBE.bound().plus(FaultNode.PATIENCE))
                    .until(() -> node.newLog().contains("listens on it"));
        } finally {
            second.destroy();
            second.waitFor();
        }
    }

    private static void makeDirectory(FaultNode node) throws Exception {
        Files.delete(node.socket());
        Files.createDirectories(node.socket().resolve("sub"));
    }

    private static void removeDirectory(FaultNode node) throws Exception {
        Files.delete(node.socket().resolve("sub"));
        Files.delete(node.socket());
    }
}
