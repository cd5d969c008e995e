package io.quarkiverse.containerd.runtime.host.process;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A child process that has been started. */
interface Child {

    long pid();

    /**
     * Waits for the end of the process and of its output.
     *
     * @throws InterruptedException if the thread is interrupted; the process keeps running
     */
    ExitStatus awaitExit() throws InterruptedException;

    /**
     * Waits, at most for a timeout, for the end of the process and of its output.
     *
     * @return empty if it is still running
     * @throws InterruptedException if the thread is interrupted; the process keeps running
     */
    Optional<ExitStatus> awaitExit(Duration timeout) throws InterruptedException;

    /** Returns the time at which it last printed something, or was started, as {@link System#nanoTime()} has it. */
    long lastOutput();

    /** Returns what it, and those of its children that have ended, used of processors, in clock ticks. */
    long processorTicks();

    /** Returns the newest lines that the process printed to either stream, at most 50, oldest first. */
    List<String> lastLines(int count);

    /** Has the process stopped by its rule without waiting for it. */
    void terminate();

    /**
     * Stops the process by its rule if it is still running. An interrupt does not cut this short; it is kept for the caller.
     *
     * @return how it ended; empty if it could not even be killed, as it may hang in the kernel
     */
    Optional<ExitStatus> stop();
}
