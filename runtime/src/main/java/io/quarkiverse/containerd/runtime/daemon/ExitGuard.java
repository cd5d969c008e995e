package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;
import java.util.function.IntConsumer;

import org.jboss.logging.Logger;

import io.quarkus.runtime.LaunchMode;

/**
 * Has the JVM end although nobody reads its output. Whoever logs then waits for ever, Quarkus itself while it starts or stops,
 * so that containerd would be stopped by nobody, and the JVM would not end before it is killed.
 */
final class ExitGuard {

    private static final Logger LOG = Logger.getLogger(DaemonLifecycle.class);
    /** The time that the output may take to accept a line. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** The status of a JVM that SIGTERM has ended. */
    private static final int TERMINATED = 143;

    private final Runnable output;
    private final Runnable stop;
    private final IntConsumer halt;
    private final Duration patience;

    /**
     * @param output logs a line
     * @param stop stops the daemon; waits if another thread does so already
     * @param halt ends the JVM at once, with a status
     */
    ExitGuard(Runnable output, Runnable stop, IntConsumer halt, Duration patience) {
        this.output = output;
        this.stop = stop;
        this.halt = halt;
        this.patience = patience;
    }

    /** Guards the exit of the JVM that runs a packaged application; in dev mode and in tests it is not the application's. */
    static void install(Runnable stop) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            ExitGuard guard = new ExitGuard(() -> LOG.info("The node daemon stops"), stop, Runtime.getRuntime()::halt,
                    PATIENCE);
            Runtime.getRuntime().addShutdownHook(new Thread(guard::run, "containerd-exit-guard"));
        }
    }

    /** Called when the JVM begins to end. */
    void run() {
        Thread line = new Thread(output, "containerd-exit-output");
        line.setDaemon(true);
        line.start();
        if (isBlocked(line)) {
            stop.run();
            if (isBlocked(line)) {
                halt.accept(TERMINATED);
            }
        }
    }

    private boolean isBlocked(Thread line) {
        try {
            line.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return line.isAlive();
    }
}
