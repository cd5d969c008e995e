package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.jboss.logging.Logger;

/** Runs what must not be lost because it fails once, for want of memory for example: a node would never be started again. */
final class Insistence {

    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    private Insistence() {
    }

    /**
     * Runs a task until it does not fail.
     *
     * @param failure what to log of the node, such as "cannot be ended"
     */
    static void run(Node node, String failure, Runnable task) {
        while (!succeeds(node, failure, task)) {
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private static boolean succeeds(Node node, String failure, Runnable task) {
        try {
            task.run();
            return true;
        } catch (RuntimeException | Error e) {
            node.log(Logger.Level.ERROR, failure + "; that is tried again", e);
            return false;
        }
    }
}
