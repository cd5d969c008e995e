package io.quarkiverse.containerd.runtime.disk;

import java.io.IOException;

/** What readers on threads of their own have in common. */
public final class ReaderThreads {

    private ReaderThreads() {
    }

    /**
     * Passes on what a reader has thrown: errors and unchecked exceptions as they are, all others as an {@link IOException}.
     *
     * @return what the caller is to throw
     */
    public static IOException failure(Throwable thrown) {
        if (thrown instanceof IOException e) {
            return e;
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        return new IOException(thrown);
    }

    /** Waits until a thread has ended. An interrupt is kept for the caller. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
