package io.quarkiverse.containerd.runtime.supervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jboss.logging.Logger;

/**
 * Runs cancel callbacks and interrupts threads, on threads of its own, because both may block: callbacks are foreign
 * code, and an interrupt closes the channel a thread is blocked on.
 */
final class Canceller {

    private final Tree tree;
    private final Threads.Factory threads;

    Canceller(Tree tree, Threads.Factory threads) {
        this.tree = tree;
        this.threads = threads;
    }

    /**
     * Cancels incarnations. Those with callbacks get a thread each, the others share one. Called under the lock of
     * the tree.
     */
    void cancel(List<Incarnation> incarnations) {
        List<Incarnation> withoutCallbacks = new ArrayList<>();
        for (Incarnation incarnation : incarnations) {
            if (incarnation.callbacks.isEmpty()) {
                withoutCallbacks.add(incarnation);
            } else {
                start(List.of(incarnation));
            }
        }
        if (!withoutCallbacks.isEmpty()) {
            start(List.copyOf(withoutCallbacks));
        }
    }

    /** Runs one callback and logs what it throws. */
    void run(Incarnation incarnation, Incarnation.Callback callback) {
        try {
            callback.code.run();
        } catch (RuntimeException | Error e) {
            incarnation.node.log(Logger.Level.WARN, "a cancel callback failed", e);
        }
    }

    private void start(List<Incarnation> incarnations) {
        try {
            Thread thread = threads.newThread(incarnations.get(0).node.dn + ":cancel", () -> cancelNow(incarnations));
            incarnations.forEach(incarnation -> incarnation.canceller = thread);
            thread.start();
        } catch (RuntimeException | Error e) {
            incarnations.get(0).node.log(Logger.Level.ERROR,
                    "cannot start a thread for its cancel callbacks; it is only interrupted", e);
            incarnations.forEach(Incarnation::interrupt);
            tree.cancellationDone(incarnations);
        }
    }

    private void cancelNow(List<Incarnation> incarnations) {
        try {
            incarnations.forEach(this::cancelNow);
        } finally {
            Insistence.run(incarnations.get(0).node, "cannot be cancelled to the end",
                    () -> tree.cancellationDone(incarnations));
        }
    }

    private void cancelNow(Incarnation incarnation) {
        try {
            Optional<Incarnation.Callback> callback = tree.nextCallback(incarnation);
            while (callback.isPresent()) {
                run(incarnation, callback.get());
                callback = tree.nextCallback(incarnation);
            }
        } finally {
            incarnation.interrupt();
        }
    }
}
