package io.quarkiverse.containerd.deployment.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Faults of containerd's processes and of shims: ended, stopped, slow. */
final class ProcessFaults {

    static final Effect KILLED = Effect.recovers(Delay.AT_ONCE, "was killed by signal 9 \\(KILL\\)");

    private static final Effect SLOW = Effect.recovers(Delay.SLOW_START, "serves on \\S+ after (8|9|\\d\\d)\\d{3} ms");

    private ProcessFaults() {
    }

    static Stream<Fault> all() {
        return Stream.of(
                Fault.alike("containerd ends",
                        new Fault("containerd is killed", KILLED, toContainerd("KILL")),
                        new Fault("containerd crashes", Effect.recovers(Delay.AT_ONCE, "SIGABRT: abort"),
                                toContainerd("ABRT")),
                        new Fault("containerd is terminated by somebody else",
                                Effect.recovers(Delay.AT_ONCE, "containerd \\(pid \\d+\\) exited with code 0"),
                                toContainerd("TERM"))),
                Stream.of(
                        new Fault("containerd hangs",
                                Effect.recovers(Delay.RESTART, "is restarted: it has not answered for \\d+ ms"),
                                toContainerd("STOP")),
                        new Fault("containerd hangs for a while",
                                Effect.down(Delay.ANSWER,
                                        "containerd_error[^}]*\"node.root.containerd.watch.state\": \"UNHEALTHY\""
                                                + "|\"node.root.containerd.watch.state\": \"UNHEALTHY\"[^}]*containerd_error"),
                                toContainerd("STOP"), toContainerd("CONT"))),
                Fault.alike("containerd starts slowly",
                        new Fault("containerd starts slowly and prints lines meanwhile", SLOW,
                                node -> startSlowly(node, "for i in 1 2 3 4 5 6 7 8; do echo starting; sleep 1; done"),
                                FaultNode::restoreExecutable),
                        new Fault("containerd starts slowly and silently", SLOW, node -> startSlowly(node, "sleep 8"),
                                FaultNode::restoreExecutable)),
                Stream.of(
                        Fault.endingPod("the shim of a pod is killed", Effect.staysUp(Delay.AT_ONCE, "shim disconnected"),
                                node -> FaultNode.signal("KILL", node.shim()), FaultNode::replaceRunc),
                        new Fault("the shim of a pod hangs while containerd is restarted", KILLED, ProcessFaults::stopShim,
                                node -> FaultNode.signal("CONT", node.shim()))))
                .flatMap(faults -> faults);
    }

    static Fault.Step toContainerd(String signal) {
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
}
