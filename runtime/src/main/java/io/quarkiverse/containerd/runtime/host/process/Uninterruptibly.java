package io.quarkiverse.containerd.runtime.host.process;

import java.time.Duration;

/** Waits that an interrupt does not cut short, because something must be over before the thread goes on. */
final class Uninterruptibly {

    private Uninterruptibly() {
    }

    /** A wait, at most for a time. */
    interface Wait {
        /** @return whether what is waited for has come */
        boolean apply(long nanos) throws InterruptedException;
    }

    /** Waits at most for a timeout; an interrupt is kept for the caller. */
    static boolean await(Duration timeout, Wait wait) {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.apply(deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
