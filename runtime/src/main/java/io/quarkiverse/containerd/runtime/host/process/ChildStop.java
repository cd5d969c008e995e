package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.host.ProcessGroup;

/** Stops a child process, by the signal of its rule, then SIGKILL; where the rule says so, with all of its process group. */
final class ChildStop {

    private static final String TERM = "TERM";
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);
    /** The time in which the thread that stops the process kills it itself, and says so. */
    private static final Duration KILL_DELAY = Duration.ofMillis(500);
    private static final long LONGEST_PAUSE_MILLIS = 200;

    private final Process process;
    private final StopRule rule;
    private final NodeLogger log;
    private final ProcessGroup group;
    private final AtomicBoolean begun = new AtomicBoolean();
    /** Whether nothing is left to be stopped. */
    private volatile boolean over;

    ChildStop(Process process, StopRule rule, NodeLogger log) {
        this.process = process;
        this.rule = rule;
        this.log = log;
        this.group = new ProcessGroup(process.pid());
    }

    /**
     * Asks what still runs to end, and kills it after the timeout and a moment, without waiting for it. So it ends even if the
     * thread that is to stop it waits for something else, such as an output that nobody reads.
     */
    void begin() {
        if (!begun.getAndSet(true)) {
            ask();
            CompletableFuture.delayedExecutor(rule.timeout().plus(KILL_DELAY).toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::killUnlessOver);
        }
    }

    private void killUnlessOver() {
        if (!over) {
            kill();
        }
    }

    boolean hasBegun() {
        return begun.get();
    }

    /**
     * Stops what still runs. An interrupt does not cut this short; it is kept for the caller.
     *
     * @return whether the process has ended
     */
    boolean run() {
        begin();
        over = endsWithin(rule.timeout());
        if (!over) {
            log.warnf("Process %d did not end within %d ms after SIG%s; killing it", process.pid(), rule.timeout().toMillis(),
                    rule.signal());
            kill();
            over = endsWithin(KILL_TIMEOUT);
        }
        if (!over) {
            log.errorf("Process %d did not end within %d ms after SIGKILL either; it may hang in the kernel",
                    process.pid(), KILL_TIMEOUT.toMillis());
        }
        return !process.isAlive();
    }

    /** Sends the signal once to each process: many programs take a second one for the wish to end at once. */
    private void ask() {
        try {
            boolean leads = rule.group() && group.members().contains(process.pid());
            if (process.isAlive() && !leads) {
                askAlone();
            }
            if (rule.group()) {
                group.signal(rule.signal());
            }
        } catch (IOException e) {
            log.warnf("Process %d could not be sent SIG%s: %s", process.pid(), rule.signal(), e.getMessage());
        }
    }

    private void askAlone() throws IOException {
        if (rule.signal().equals(TERM)) {
            // Process.destroy would close the streams, and with them lose what the process says while it ends
            process.toHandle().destroy();
        } else {
            ProcessGroup.signal(rule.signal(), process.pid());
        }
    }

    private void kill() {
        process.toHandle().destroyForcibly();
        if (rule.group()) {
            try {
                group.kill();
            } catch (IOException e) {
                log.warnf("The group of process %d could not be killed: %s", process.pid(), e.getMessage());
            }
        }
    }

    private boolean endsWithin(Duration timeout) {
        return Uninterruptibly.await(timeout, nanos -> {
            long deadline = System.nanoTime() + nanos;
            return process.waitFor(nanos, TimeUnit.NANOSECONDS) && (!rule.group() || groupEndsBefore(deadline));
        });
    }

    private boolean groupEndsBefore(long deadline) throws InterruptedException {
        for (long pause = 10; groupRuns(); pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(pause);
        }
        return true;
    }

    private boolean groupRuns() {
        try {
            return !group.members().isEmpty();
        } catch (IOException e) {
            log.debugf("The group of process %d is not known: %s", process.pid(), e.getMessage());
            return false;
        }
    }
}
