package io.quarkiverse.containerd.runtime.host.process;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.logs.NodeLogger;

/**
 * Runs a child process as a node of the supervision tree. The node is HEALTHY once the process is ready, and UNHEALTHY while
 * it is not any more. It fails with {@link StartFailure} if the process does not become ready, with {@link ProcessExit} if it
 * ends, or with {@link WatchFailure} if it is restarted because it was not ready for too long. Whatever happens to the node,
 * its child does not outlive it.
 */
final class ChildNode implements SupervisedRunnable {

    private static final int QUOTED_LINES = 50;

    private final String name;
    private final Launcher launcher;
    private final StartLimit startLimit;
    private final ProbeSettings probes;
    private final LongSupplier nanoTime;

    /** Starts processes. */
    interface Launcher {

        /**
         * Starts the process, after what an earlier run has left of it has been stopped.
         *
         * @throws StartFailure if it cannot be started
         * @throws Exception if what is left cannot be stopped, or the start is not recorded
         */
        Started launch(NodeLogger log) throws Exception;
    }

    /**
     * A process that has been started.
     *
     * @param ready looks whether it is ready; empty if it is to end by itself with code 0
     * @param forget forgets the process, because it has ended
     */
    record Started(Child child, Optional<ReadyCheck> ready, Runnable forget) {
    }

    /**
     * Settings of the probes of a process that was ready.
     *
     * @param interval time between two of them
     * @param restartAfter the time for which a process may not be ready; zero if it may for ever
     */
    record ProbeSettings(Duration interval, Duration restartAfter) {
    }

    /**
     * @param name the process's name in messages
     * @param nanoTime a clock as {@link System#nanoTime()}
     */
    ChildNode(String name, Launcher launcher, StartLimit startLimit, ProbeSettings probes, LongSupplier nanoTime) {
        this.name = name;
        this.launcher = launcher;
        this.startLimit = startLimit;
        this.probes = probes;
        this.nanoTime = nanoTime;
    }

    @Override
    public void run(NodeHandle node) throws Exception {
        try {
            Started started = launcher.launch(node.logger());
            // the thread may wait for something else then, such as an output that nobody reads
            node.onCancel(started.child()::terminate);
            try {
                supervise(node, started);
            } catch (StartFailure | WatchFailure | ProcessExit e) {
                if (!node.isCancelled()) {
                    throw e;
                }
            } finally {
                if (started.child().stop().isPresent()) {
                    started.forget().run();
                }
            }
        } catch (InterruptedException e) {
            if (!node.isCancelled()) {
                throw e;
            }
        }
    }

    private void supervise(NodeHandle node, Started started) throws Exception {
        Child child = started.child();
        long began = nanoTime.getAsLong();
        if (started.ready().isEmpty()) {
            awaitSuccess(child);
            node.logger().infof("%s (pid %d) is done after %d ms", name, child.pid(), millisSince(began));
            node.signalHealthy();
            node.signalDone();
            return;
        }
        ReadyCheck ready = started.ready().get();
        awaitReady(child, ready, began, node.logger());
        node.logger().infof("%s (pid %d) is ready after %d ms", name, child.pid(), millisSince(began));
        node.signalHealthy();
        if (ready.isLasting()) {
            watch(node, child, ready);
        } else {
            throw exit(child, child.awaitExit());
        }
    }

    private void awaitSuccess(Child child) throws InterruptedException, ProcessExit {
        ExitStatus exit = child.awaitExit();
        if (exit.code() != 0) {
            throw exit(child, exit);
        }
    }

    private void awaitReady(Child child, ReadyCheck ready, long began, NodeLogger log) throws Exception {
        String[] problem = { "" };
        StartWait wait = new StartWait(name, "become ready", "was ready", startLimit, (what, exit) -> new StartFailure(
                exit.isPresent() ? what : what + "; " + problem[0], Optional.empty(), child.lastLines(QUOTED_LINES), null),
                nanoTime);
        wait.await(child, began, () -> {
            Optional<String> found = ready.problem(child);
            problem[0] = found.orElse("");
            return found.isPresent() ? Optional.empty() : Optional.of(true);
        }, log);
    }

    private void watch(NodeHandle node, Child child, ReadyCheck ready) throws Exception {
        ProbeVerdict verdict = new ProbeVerdict(probes.restartAfter());
        Optional<ExitStatus> exit = child.awaitExit(probes.interval());
        while (exit.isEmpty()) {
            Optional<String> problem = ready.problem(child);
            long now = nanoTime.getAsLong();
            switch (verdict.take(now, problem)) {
                case UNHEALTHY -> node.signalUnhealthy(name + " is not ready any more: " + problem.orElseThrow());
                case HEALTHY -> {
                    node.logger().infof("%s is ready again after %d ms", name, verdict.illFor(now).toMillis());
                    node.signalHealthy();
                }
                case RESTART -> throw new WatchFailure(name + " (pid " + child.pid() + ") is restarted: it has not been ready"
                        + " for " + verdict.illFor(now).toMillis() + " ms: " + problem.orElseThrow());
                case NONE -> {
                    // it is as it was
                }
            }
            exit = child.awaitExit(probes.interval());
        }
        throw exit(child, exit.get());
    }

    private ProcessExit exit(Child child, ExitStatus exit) {
        return new ProcessExit(name, child.pid(), exit, Optional.empty(), child.lastLines(QUOTED_LINES));
    }

    private long millisSince(long nanos) {
        return (nanoTime.getAsLong() - nanos) / 1_000_000;
    }
}
