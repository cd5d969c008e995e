package io.quarkiverse.containerd.runtime.host.process;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.quarkiverse.containerd.logs.NodeLogger;

/** Waits until a child process is of use, for as long as it gives signs of life. */
final class StartWait {

    private static final long SHORTEST_PAUSE = Duration.ofMillis(5).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMillis(50).toNanos();
    /** The part of a start that may pass unnoticed after it. */
    private static final long PART = 10;

    private final String name;
    private final String goal;
    private final String reached;
    private final StartLimit limit;
    private final Failures failures;
    private final LongSupplier nanoTime;

    /** Looks whether a process is of use. */
    @FunctionalInterface
    interface Look<T> {
        /** @return what has been found; empty if the process is not of use yet */
        Optional<T> look() throws Exception;
    }

    /** Makes the failure of a start. */
    @FunctionalInterface
    interface Failures {
        /** @param exit how the process has ended; empty if it still runs */
        StartFailure failure(String what, Optional<ExitStatus> exit);
    }

    /**
     * @param name the process's name in messages
     * @param goal what it does once it is of use, such as {@code serve on /a/socket}
     * @param reached the same in the past, such as {@code served}
     * @param nanoTime a clock as {@link System#nanoTime()}
     */
    StartWait(String name, String goal, String reached, StartLimit limit, Failures failures, LongSupplier nanoTime) {
        this.name = name;
        this.goal = goal;
        this.reached = reached;
        this.limit = limit;
        this.failures = failures;
        this.nanoTime = nanoTime;
    }

    /**
     * Waits until a look at a process finds something.
     *
     * @param began the time at which the process was started
     * @throws StartFailure if the process ends, or gives no sign of life for too long
     * @throws Exception what a look throws
     */
    <T> T await(Child child, long began, Look<T> look, NodeLogger log) throws Exception {
        StartPatience patience = new StartPatience(limit, began);
        long slow = began + limit.current().toNanos();
        boolean told = false;
        long pause = SHORTEST_PAUSE;
        String process = name + " (pid " + child.pid() + ") ";
        while (true) {
            Optional<ExitStatus> exit = child.awaitExit(Duration.ofNanos(pause));
            if (exit.isPresent()) {
                throw failures.failure(process + exit.get() + " before it " + reached, exit);
            }
            Optional<T> found = look.look();
            if (found.isPresent()) {
                return found.get();
            }
            long now = nanoTime.getAsLong();
            Optional<String> end = patience.end(now, child.lastOutput(), child.processorTicks());
            if (end.isPresent()) {
                throw failures.failure(process + "did not " + goal + ": it " + end.get(), Optional.empty());
            }
            if (!told && now - slow > 0) {
                told = true;
                log.infof("%sdoes not %s yet, %d ms after its start, but prints lines or uses a processor", process, goal,
                        (now - began) / 1_000_000);
            }
            pause = Math.max(SHORTEST_PAUSE, Math.min(LONGEST_PAUSE, (now - began) / PART));
        }
    }
}
