package io.quarkiverse.containerd;

import java.util.Map;

import io.quarkiverse.containerd.logs.NodeLogger;

/**
 * A runnable's handle to its own node, bound to one incarnation: once that has ended, every call but {@link #dn()} throws
 * {@link IllegalStateException} and leaves a new incarnation alone. May be used by any thread.
 */
public interface NodeHandle {

    /** Returns the distinguished name: the dotted path from {@code root}, for example {@code root.containerd.preseed}. */
    String dn();

    /**
     * Signals that the runnable is set up and serving, or that it serves again.
     *
     * @throws IllegalStateException if the node is neither NEW nor UNHEALTHY; the runnable then counts as failed
     */
    void signalHealthy();

    /**
     * Signals that the runnable does not serve as it should, but that a restart of it would not help. The node stays UNHEALTHY,
     * and the daemon not ready, until {@link #signalHealthy()}. What is below it runs on.
     *
     * @param reason one line for humans, which is logged as a warning and becomes the node's last failure
     * @throws IllegalStateException if the node is not HEALTHY, or has signalled DONE; the runnable then counts as failed
     */
    void signalUnhealthy(String reason);

    /**
     * Signals that nothing is left to do, so that returning is not a failure.
     *
     * @throws IllegalStateException if the node is not HEALTHY or has signalled DONE before; the runnable then counts as failed
     */
    void signalDone();

    /**
     * Starts a child in a group of its own.
     *
     * @param name a name that matches {@code [a-z0-9_]{1,64}} and is free among children and sub-loggers
     * @throws IllegalStateException if the node is no longer NEW, or is cancelled
     * @throws IllegalArgumentException if the name is malformed or taken
     */
    void run(String name, SupervisedRunnable runnable);

    /**
     * Starts children that live and die together: when one fails, all are cancelled and restarted together.
     *
     * @param group name to runnable, started in iteration order; when the call throws, none has been started
     * @throws IllegalStateException if the node is no longer NEW, or is cancelled
     * @throws IllegalArgumentException if a name is malformed or taken, or the group is empty
     */
    void runGroup(Map<String, SupervisedRunnable> group);

    /** Whether this incarnation has been asked to end. */
    boolean isCancelled();

    /**
     * Registers a callback that cancellation runs once, in reverse order of registration, on a thread of its own, before
     * it interrupts the thread of the runnable. If the node is already cancelled, the callback runs at once, on the
     * thread of the caller. When the runnable returns without having been cancelled, its callbacks are dropped. The node
     * does not restart while a callback is running.
     *
     * @return closes the registration, so that the callback is no longer run
     */
    Registration onCancel(Runnable callback);

    /**
     * Waits until this incarnation is cancelled and its callbacks have run.
     *
     * @throws InterruptedException if the thread is interrupted by the cancellation, as the thread of the runnable always
     *         is; it can then clean up without being interrupted again
     */
    void awaitCancellation() throws InterruptedException;

    /** Returns the logger of the node; its category is the DN. */
    NodeLogger logger();

    /**
     * Returns the sub-logger {@code <dn>.<name>} and reserves the name, so that no child can take it.
     *
     * @throws IllegalArgumentException if the name is malformed or taken by a child
     */
    NodeLogger logger(String name);

    /** Closes a registration. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
