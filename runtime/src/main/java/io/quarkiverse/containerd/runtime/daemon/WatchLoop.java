package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;
import java.util.function.BiConsumer;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.runtime.config.HealthConfig;

/** The watch over one containerd that serves: probes it, and has it restarted when it is lost or silent for too long. */
final class WatchLoop {

    private final HealthConfig settings;
    private final Probe probe;
    private final BiConsumer<String, Boolean> restart;
    private final WatchCounters counters;
    private final MonotonicTimer timer;
    private boolean well = true;
    private long illSince;
    private boolean silent;
    private long silentSince;

    /** Looks at containerd once. */
    @FunctionalInterface
    interface Probe {
        Observation observe() throws InterruptedException;
    }

    /** @param restart has containerd restarted for a reason, with or without a dump of its goroutines */
    WatchLoop(HealthConfig settings, Probe probe, BiConsumer<String, Boolean> restart,
            WatchCounters counters, MonotonicTimer timer) {
        this.settings = settings;
        this.probe = probe;
        this.restart = restart;
        this.counters = counters;
        this.timer = timer;
    }

    /** Watches until the node is cancelled, as it is when containerd is restarted. */
    void run(NodeHandle node) throws InterruptedException {
        node.signalHealthy();
        boolean ended = false;
        while (!ended) {
            timer.sleep(settings.interval());
            long asked = timer.nanoTime();
            Observation seen = probe.observe();
            if (!node.isCancelled()) {
                ended = take(seen, asked, node);
            }
        }
        node.awaitCancellation();
    }

    /** @return whether there is nothing more to watch, because containerd has ended or is restarted */
    private boolean take(Observation seen, long asked, NodeHandle node) {
        switch (seen.kind()) {
            case WELL -> becomeWell(node);
            case ILL -> becomeIll("containerd is not well: " + seen.problem(), asked, node);
            case SILENT -> {
                counters.missedAnswer();
                becomeIll("containerd does not answer: " + seen.problem(), asked, node);
                return isSilentForTooLong(asked);
            }
            case ENDED -> {
                return true;
            }
            case BLIND -> {
                becomeIll("containerd is not well: " + seen.problem(), asked, node);
                restart.accept(seen.problem(), false);
                return true;
            }
            case LOST -> {
                becomeIll("containerd cannot be reached: " + seen.problem(), asked, node);
                counters.socketRestart();
                restart.accept(seen.problem(), false);
                return true;
            }
        }
        silent = false;
        return false;
    }

    private void becomeWell(NodeHandle node) {
        if (!well) {
            well = true;
            node.logger().infof("containerd answers again after %d ms", millisSince(illSince));
            node.signalHealthy();
        }
    }

    private void becomeIll(String problem, long asked, NodeHandle node) {
        if (well) {
            well = false;
            illSince = asked;
            node.signalUnhealthy(problem);
        }
    }

    private boolean isSilentForTooLong(long asked) {
        if (!silent) {
            silent = true;
            silentSince = asked;
            return false;
        }
        Duration limit = settings.restartAfter();
        if (limit.isZero() || millisSince(silentSince) < limit.toMillis()) {
            return false;
        }
        counters.silenceRestart();
        restart.accept("it has not answered for " + millisSince(silentSince) + " ms", settings.goroutineDump());
        return true;
    }

    private long millisSince(long nanos) {
        return (timer.nanoTime() - nanos) / 1_000_000;
    }
}
