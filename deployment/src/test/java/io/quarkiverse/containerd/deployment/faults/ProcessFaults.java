package io.quarkiverse.containerd.deployment.faults;

import static org.awaitility.Awaitility.await;

import java.util.List;

/** Faults of processes: killed, stopped, started twice. */
final class ProcessFaults {

    private ProcessFaults() {
    }

    static List<Fault> all() {
        return List.of(new ContainerdKilled(), new ContainerdCrashes(), new ContainerdTerminated(), new ContainerdStopped(),
                new ContainerdPaused(), new ShimKilled(), new ShimStopped(), new DaemonKilled(), new DaemonRestarted(),
                new DaemonPaused(), new SecondDaemon());
    }

    record ContainerdKilled() implements Fault {
        @Override
        public String title() {
            return "containerd is killed";
        }

        @Override
        public Effect effect() {
            return Effect.recovers(Delay.AT_ONCE, "was killed by signal 9 \\(KILL\\)");
        }

        @Override
        public void inject(FaultNode node) throws Exception {
            FaultNode.signal("KILL", node.containerd());
        }
    }

    record ContainerdCrashes() implements Fault {
        @Override
        public String title() {
            return "containerd crashes";
        }

        @Override
        public Effect effect() {
            return Effect.recovers(Delay.AT_ONCE, "SIGABRT: abort");
        }

        @Override
        public void inject(FaultNode node) throws Exception {
            FaultNode.signal("ABRT", node.containerd());
        }
    }

    record ContainerdTerminated() implements Fault {
        @Override
        public String title() {
            return "containerd is terminated by somebody else";
        }

        @Override
        public Effect effect() {
            return Effect.recovers(Delay.AT_ONCE, "containerd \\(pid \\d+\\) exited with code 0");
        }

        @Override
        public void inject(FaultNode node) throws Exception {
            FaultNode.signal("TERM", node.containerd());
        }
    }

    record ContainerdStopped() implements Fault {
        @Override
        public String title() {
            return "containerd hangs";
        }

        @Override
        public Effect effect() {
            return Effect.recovers(Delay.RESTART, "is restarted: it has not answered for \\d+ ms");
        }

        @Override
        public void inject(FaultNode node) throws Exception {
            FaultNode.signal("STOP", node.containerd());
        }
    }

    record ContainerdPaused() implements Fault {
        @Override
        public String title() {
            return "containerd hangs for a while";
        }

        @Override
        public Effect effect() {
            return Effect.down(Delay.ANSWER, "containerd_error[^}]*\"node.root.containerd.watch.state\": \"UNHEALTHY\""
                    + "|\"node.root.containerd.watch.state\": \"UNHEALTHY\"[^}]*containerd_error");
        }

        @Override
        public void inject(FaultNode node) throws Exception {
            FaultNode.signal("STOP", node.containerd());
        }

        @Override
        public void heal(FaultNode node) throws Exception {
            FaultNode.signal("CONT", node.containerd());
        }
    }

    record ShimKilled() implements Fault {
        @Override
        public String title() {
            return "the shim of a pod is killed";
        }

        @Override
        public Effect effect() {
            return Effect.staysUp(Delay.AT_ONCE, "shim disconnected");
        }

        @Override
        public void inject(FaultNode node) throws Exception {
            FaultNode.signal("KILL", node.shim());
        }

        @Override
        public void heal(FaultNode node) throws Exception {
            node.replaceRunc();
        }
    }

    record ShimStopped() implements Fault {
        @Override
        public String title() {
            return "the shim of a pod hangs while containerd is restarted";
        }

        @Override
        public Effect effect() {
            return Effect.recovers(Delay.AT_ONCE, "was killed by signal 9 \\(KILL\\)");
        }

        @Override
        public void inject(FaultNode node) throws Exception {
            long shim = node.shim();
            FaultNode.signal("STOP", shim);
            FaultNode.signal("KILL", node.containerd());
        }

        @Override
        public void heal(FaultNode node) throws Exception {
            FaultNode.signal("CONT", node.shim());
        }
    }

    record DaemonKilled() implements Fault {
        @Override
        public String title() {
            return "the daemon is killed";
        }

        @Override
        public Effect effect() {
            return Effect.recovers(Delay.DAEMON, "is left over from an earlier run");
        }

        @Override
        public void inject(FaultNode node) throws Exception {
            node.node().daemon().destroyForcibly().waitFor();
            node.startDaemon();
        }
    }

    record DaemonRestarted() implements Fault {
        @Override
        public String title() {
            return "the daemon is restarted";
        }

        @Override
        public Effect effect() {
            return Effect.recovers(Delay.DAEMON, "containerd \\(pid \\d+\\) serves on");
        }

        @Override
        public void inject(FaultNode node) throws Exception {
            node.node().stop();
            node.startDaemon();
        }
    }

    record DaemonPaused() implements Fault {
        @Override
        public String title() {
            return "the daemon hangs for a while";
        }

        @Override
        public Effect effect() {
            return Effect.recovers(Delay.AT_ONCE, "\"containerd_probed_at\"");
        }

        @Override
        public void inject(FaultNode node) throws Exception {
            long daemon = node.node().daemon().pid();
            FaultNode.signal("STOP", daemon);
            await("no answer").until(() -> node.health("live").startsWith("no answer"));
            FaultNode.signal("CONT", daemon);
        }
    }

    record SecondDaemon() implements Fault {
        @Override
        public String title() {
            return "a second daemon with the same run directory";
        }

        @Override
        public Effect effect() {
            return Effect.staysUp(Delay.DAEMON, "quarkus.containerd.run-directory: \\S+ is in use by process \\d+");
        }

        @Override
        public void inject(FaultNode node) throws Exception {
            node.note(node.second());
        }
    }
}
