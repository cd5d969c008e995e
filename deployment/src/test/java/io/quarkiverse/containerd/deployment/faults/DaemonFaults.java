package io.quarkiverse.containerd.deployment.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import io.quarkiverse.containerd.testing.Machine;

/** Faults of the daemon: killed, stopped, blocked, started twice. */
final class DaemonFaults {

    /** Nearly as much as a pipe holds. */
    private static final int PIPE = 60_000;

    private DaemonFaults() {
    }

    static Stream<Fault> all() {
        return Stream.of(
                Fault.alike("the daemon is killed",
                        new Fault("the daemon is killed", Effect.recovers(Delay.DAEMON, "is left over from an earlier run"),
                                node -> killDaemon(node, () -> {
                                })),
                        new Fault("the daemon is killed and the record of containerd is lost",
                                Effect.recovers(Delay.DAEMON, "is left over from an earlier run"),
                                node -> killDaemon(node, () -> Files.delete(node.record()))),
                        new Fault("the daemon is killed and the record of containerd is garbage",
                                Effect.recovers(Delay.DAEMON,
                                        "is not a process record: [\\s\\S]*is left over from an earlier run"),
                                node -> killDaemon(node, () -> Files.write(node.record(), new byte[512])))),
                Fault.alike("the daemon is restarted",
                        new Fault("the daemon is restarted",
                                Effect.recovers(Delay.DAEMON, "containerd \\(pid \\d+\\) serves on"), FaultNode::restartDaemon),
                        new Fault("the daemon is restarted while nobody reads its output",
                                Effect.recovers(Delay.DAEMON, "containerd \\(pid \\d+\\) serves on"),
                                DaemonFaults::restartBlocked)),
                Stream.of(new Fault("the daemon hangs for a while",
                        Effect.recovers(Delay.AT_ONCE, "\"containerd_probed_at\""), DaemonFaults::pauseDaemon)),
                Fault.alike("a second daemon",
                        new Fault("a second daemon with the same run directory", refused("run-directory"),
                                node -> node.note(node.second())),
                        new Fault("a second daemon with the same run directory after its lock file was removed",
                                refused("run-directory"), DaemonFaults::startSecondWithoutLockFile),
                        shared("root", FaultNode::root), shared("state", FaultNode::state),
                        new Fault("a second daemon with the same socket", refused("grpc.address"),
                                node -> node.note(node.stranger("grpc.address=" + node.socket()))),
                        new Fault("a second daemon with the same FIFO", refused("runsc.fifo"),
                                node -> node.note(node.stranger("runsc.fifo=" + node.fifo())))))
                .flatMap(faults -> faults);
    }

    /** A second daemon that shares a directory only. */
    private static Fault shared(String key, Function<FaultNode, Path> directory) {
        return new Fault("a second daemon with the same " + key, refused(key),
                node -> node.note(node.stranger(key + "=" + directory.apply(node))));
    }

    private static Effect refused(String key) {
        return Effect.staysUp(Delay.DAEMON, "quarkus.containerd." + key + ": \\S+ is in use by process \\d+");
    }

    private static void startSecondWithoutLockFile(FaultNode node) throws Exception {
        Files.deleteIfExists(node.node().run().resolve("daemon.lock"));
        node.note(node.second());
    }

    private static void killDaemon(FaultNode node, FaultNode.Action afterwards) throws Exception {
        node.node().daemon().destroyForcibly().waitFor();
        afterwards.run();
        node.startDaemon();
    }

    /** Stops a daemon that logs much, and whose output nobody reads any more once containerd serves. */
    private static void restartBlocked(FaultNode node) throws Exception {
        node.node().stop();
        Process daemon = node.command("quarkus.log.level=DEBUG", "quarkus.containerd.supervisor.shutdown-timeout=5s").start();
        try {
            BufferedReader output = daemon.inputReader();
            for (String line = ""; !line.contains(" serves on "); line = output.readLine()) {
                assertThat(line).as("a line before the daemon ends").isNotNull();
            }
            await("a full pipe").atMost(FaultNode.PATIENCE).until(() -> daemon.getInputStream().available() > PIPE);
            daemon.toHandle().destroy();
            assertThat(daemon.waitFor(FaultNode.PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("the daemon ends").isTrue();
            assertThat(Machine.processesNaming(node.node().run().resolve("config.toml").toString())).as("containerd").isEmpty();
        } finally {
            daemon.toHandle().destroyForcibly();
            daemon.waitFor();
        }
        node.startDaemon();
    }

    private static void pauseDaemon(FaultNode node) throws Exception {
        long daemon = node.node().daemon().pid();
        FaultNode.signal("STOP", daemon);
        await("no answer").atMost(FaultNode.PATIENCE).until(() -> node.health("live").startsWith("no answer"));
        FaultNode.signal("CONT", daemon);
    }
}
