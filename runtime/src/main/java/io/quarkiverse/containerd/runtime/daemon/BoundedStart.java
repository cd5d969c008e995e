package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.preseed.ArchiveReport;

/** A wait until the daemon has started, bounded by the time in which nothing progresses. */
final class BoundedStart {

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration REPORT = Duration.ofSeconds(3);
    /** Nodes that have not said how they are by then may wait for the application. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final NodeDaemon daemon;
    private final MonotonicTimer timer;
    private final Duration limit;
    private final Consumer<StartObstacles> progress;
    private final BooleanSupplier givesUp;

    /**
     * @param limit the longest time without progress
     * @param progress is told from time to time what is waited for
     * @param givesUp whether not to wait any longer
     */
    BoundedStart(NodeDaemon daemon, MonotonicTimer timer, Duration limit, Consumer<StartObstacles> progress,
            BooleanSupplier givesUp) {
        this.daemon = daemon;
        this.timer = timer;
        this.limit = limit;
        this.progress = progress;
        this.givesUp = givesUp;
    }

    /**
     * Waits until the daemon has started, and then for a moment until no node is NEW, so that it is also ready if nothing is
     * wrong.
     *
     * @return whether the daemon has started
     */
    boolean await() throws InterruptedException {
        boolean started = awaitStarted();
        long since = timer.nanoTime();
        while (started && isUnsettled() && timer.nanoTime() - since < SETTLING.toNanos() && !givesUp.getAsBoolean()) {
            timer.sleep(POLL);
        }
        return started;
    }

    private boolean isUnsettled() {
        return daemon.tree().stream().anyMatch(node -> node.state() == NodeState.NEW);
    }

    private boolean awaitStarted() throws InterruptedException {
        long told = timer.nanoTime();
        long moved = told;
        long furthest = brought();
        while (!daemon.started()) {
            long now = timer.nanoTime();
            long brought = brought();
            // what is brought once more, because an attempt has failed, is no progress
            if (brought > furthest) {
                furthest = brought;
                moved = now;
            }
            if (now - moved >= limit.toNanos() || givesUp.getAsBoolean()) {
                return false;
            }
            if (now - told >= REPORT.toNanos()) {
                told = now;
                progress.accept(StartObstacles.of(daemon));
            }
            timer.sleep(POLL);
        }
        return true;
    }

    /** What archives have brought so far: bytes, and one for each archive that is whole. */
    private long brought() {
        return daemon.preseed().archives().stream()
                .mapToLong(archive -> archive.bytesSent() + archive.bytesPresent()
                        + (archive.state() == ArchiveReport.State.LOADED ? 1 : 0))
                .sum();
    }
}
