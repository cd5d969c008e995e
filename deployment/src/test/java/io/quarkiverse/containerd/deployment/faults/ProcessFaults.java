package io.quarkiverse.containerd.deployment.faults;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Faults of processes: killed, stopped, started twice. */
final class ProcessFaults {

    private static final Effect KILLED = Effect.recovers(Delay.AT_ONCE, "was killed by signal 9 \\(KILL\\)");

    private static final Effect SLOW = Effect.recovers(Delay.SLOW_START, "serves on \\S+ after (8|9|\\d\\d)\\d{3} ms");

    private ProcessFaults() {
    }

    static List<Fault> all() {
        return List.of(
                new Fault("containerd is killed", KILLED, toContainerd("KILL")),
                new Fault("containerd crashes", Effect.recovers(Delay.AT_ONCE, "SIGABRT: abort"), toContainerd("ABRT")),
                new Fault("containerd is terminated by somebody else",
                        Effect.recovers(Delay.AT_ONCE, "containerd \\(pid \\d+\\) exited with code 0"), toContainerd("TERM")),
                new Fault("containerd hangs",
                        Effect.recovers(Delay.RESTART, "is restarted: it has not answered for \\d+ ms"), toContainerd("STOP")),
                new Fault("containerd hangs for a while",
                        Effect.down(Delay.ANSWER,
                                "containerd_error[^}]*\"node.root.containerd.watch.state\": \"UNHEALTHY\""
                                        + "|\"node.root.containerd.watch.state\": \"UNHEALTHY\"[^}]*containerd_error"),
                        toContainerd("STOP"), toContainerd("CONT")),
                new Fault("containerd starts slowly and prints lines meanwhile",
                        SLOW,
                        node -> startSlowly(node, "for i in 1 2 3 4 5 6 7 8; do echo starting; sleep 1; done"),
                        FaultNode::restoreExecutable),
                new Fault("containerd starts slowly and silently",
                        SLOW,
                        node -> startSlowly(node, "sleep 8"), FaultNode::restoreExecutable),
                new Fault("the shim of a pod is killed", Effect.staysUp(Delay.AT_ONCE, "shim disconnected"), true,
                        node -> FaultNode.signal("KILL", node.shim()), FaultNode::replaceRunc),
                new Fault("the shim of a pod hangs while containerd is restarted", KILLED, ProcessFaults::stopShim,
                        node -> FaultNode.signal("CONT", node.shim())),
                new Fault("the daemon is killed", Effect.recovers(Delay.DAEMON, "is left over from an earlier run"),
                        node -> killDaemon(node, () -> {
                        })),
                new Fault("the daemon is killed and the record of containerd is lost",
                        Effect.recovers(Delay.DAEMON, "is left over from an earlier run"),
                        node -> killDaemon(node, () -> Files.delete(node.record()))),
                new Fault("the daemon is killed and the record of containerd is garbage",
                        Effect.recovers(Delay.DAEMON, "is not a process record: [\\s\\S]*is left over from an earlier run"),
                        node -> killDaemon(node, () -> Files.write(node.record(), new byte[512]))),
                new Fault("the daemon is restarted",
                        Effect.recovers(Delay.DAEMON, "containerd \\(pid \\d+\\) serves on"), ProcessFaults::restartDaemon),
                new Fault("the daemon hangs for a while", Effect.recovers(Delay.AT_ONCE, "\"containerd_probed_at\""),
                        ProcessFaults::pauseDaemon),
                new Fault("a second daemon with the same run directory", refused("run-directory"),
                        node -> node.note(node.second())),
                new Fault("a second daemon with the same run directory after its lock file was removed",
                        refused("run-directory"), ProcessFaults::startSecondWithoutLockFile),
                shared("root", FaultNode::root), shared("state", FaultNode::state),
                new Fault("a second daemon with the same socket", refused("grpc.address"),
                        node -> node.note(node.stranger("grpc.address=" + node.socket()))),
                new Fault("a second daemon with the same FIFO", refused("runsc.fifo"),
                        node -> node.note(node.stranger("runsc.fifo=" + node.fifo()))));
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

    private static Fault.Step toContainerd(String signal) {
        return node -> FaultNode.signal(signal, node.containerd());
    }

    /** Has containerd started by a script that does something else first. */
    private static void startSlowly(FaultNode node, String first) throws Exception {
        Path script = Files.writeString(node.node().directory().resolve("slow"), """
                #!/bin/sh
                [ "$1" = --config ] && [ $# = 2 ] && { %s; }
                exec %s "$@"
                """.formatted(first, node.program()));
        script.toFile().setExecutable(true);
        node.withoutContainerd(() -> node.useExecutable(script));
    }

    private static void stopShim(FaultNode node) throws Exception {
        FaultNode.signal("STOP", node.shim());
        FaultNode.signal("KILL", node.containerd());
    }

    private static void killDaemon(FaultNode node, FaultNode.Action afterwards) throws Exception {
        node.node().daemon().destroyForcibly().waitFor();
        afterwards.run();
        node.startDaemon();
    }

    private static void restartDaemon(FaultNode node) throws Exception {
        node.node().stop();
        node.startDaemon();
    }

    private static void pauseDaemon(FaultNode node) throws Exception {
        long daemon = node.node().daemon().pid();
        FaultNode.signal("STOP", daemon);
        await("no answer").until(() -> node.health("live").startsWith("no answer"));
        FaultNode.signal("CONT", daemon);
    }
}
