package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;

/**
 * Has an application in dev and test mode start only when the daemon has started, so that the first request and the first test
 * find it ready. It comes after all other observers of the start, because they may bring what the daemon needs. Not part of
 * packaged applications.
 */
@Singleton
class StartWait {

    private static final Logger LOG = Logger.getLogger(StartWait.class);
    private static final String KEY = ConfigKeys.key("devservices.start-timeout");

    private final NodeDaemon daemon;
    private final Duration limit;

    StartWait(NodeDaemon daemon, ContainerdConfig config) {
        this.daemon = daemon;
        this.limit = config.devservices().startTimeout();
    }

    void await(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) throws InterruptedException {
        if (daemon.started() || limit.isZero()) {
            return;
        }
        boolean test = LaunchMode.current() == LaunchMode.TEST;
        AtomicBoolean ends = new AtomicBoolean();
        // the hook that stops the application waits until it has started
        Thread hook = new Thread(() -> ends.set(true), "containerd-start-wait");
        Runtime.getRuntime().addShutdownHook(hook);
        BooleanSupplier givesUp = () -> ends.get() || !test && StartObstacles.of(daemon).areLasting();
        boolean started;
        try (ProgressLine progress = test ? ProgressLine.log(LOG) : ProgressLine.console()) {
            started = new BoundedStart(daemon, MonotonicTimer.SYSTEM, limit, obstacles -> progress
                    .tell("Waiting for the node daemon to start: " + obstacles.describe()), givesUp).await();
        }
        if (ends.get()) {
            return;
        }
        Runtime.getRuntime().removeShutdownHook(hook);
        if (!started) {
            fail(test);
        }
    }

    private void fail(boolean test) {
        StartObstacles obstacles = StartObstacles.of(daemon);
        if (test) {
            throw new IllegalStateException("The node daemon has not started within " + limit.toMillis() + " ms: "
                    + obstacles.describe() + ". " + KEY + " sets that time; with 0 the application does not wait.",
                    obstacles.cause().orElse(null));
        }
        LOG.warnf("The node daemon has not started yet, and the application goes on without it: %s", obstacles.describe());
    }
}
