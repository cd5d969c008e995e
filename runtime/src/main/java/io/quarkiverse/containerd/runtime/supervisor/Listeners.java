package io.quarkiverse.containerd.runtime.supervisor;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Transition;

/**
 * Delivers state changes to listeners in order, each on a thread of its own, so that none can hold up the tree or
 * another listener.
 */
final class Listeners {

    /** Number of changes kept for a listener that blocks; more than any tree makes in minutes. */
    static final int CAPACITY = 10_000;

    /** Longest wait for the deliveries of one listener at shutdown, in milliseconds. */
    private static final long DELIVERY_MILLIS = 1000;

    private static final Logger LOG = Logger.getLogger(Supervisor.class);

    private final List<Mailbox> mailboxes = new CopyOnWriteArrayList<>();

    NodeHandle.Registration add(Consumer<Transition> listener) {
        Mailbox mailbox = new Mailbox(listener);
        mailboxes.add(mailbox);
        mailbox.thread.start();
        return () -> {
            mailboxes.remove(mailbox);
            mailbox.close(true);
        };
    }

    void publish(Transition transition) {
        for (Mailbox mailbox : mailboxes) {
            mailbox.put(transition);
        }
    }

    /** Ends the threads once they have delivered what is queued; nothing more will be published. */
    void end() {
        mailboxes.forEach(mailbox -> mailbox.close(false));
    }

    /**
     * Waits until they have delivered it, so that no listener is called after what it uses has been shut down; not for long,
     * for one that blocks.
     */
    void awaitEnd() {
        try {
            for (Mailbox mailbox : mailboxes) {
                if (mailbox.thread != Thread.currentThread()) {
                    mailbox.thread.join(DELIVERY_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Mailbox {

        private final Thread thread = Threads.platform("supervisor-listener", this::deliver);
        private final Consumer<Transition> listener;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final ArrayDeque<Transition> waiting = new ArrayDeque<>();
        private long lost;
        private boolean closed;

        Mailbox(Consumer<Transition> listener) {
            this.listener = listener;
        }

        void put(Transition transition) {
            lock.lock();
            try {
                if (waiting.size() < CAPACITY) {
                    waiting.add(transition);
                    changed.signal();
                } else {
                    lost++;
                }
            } finally {
                lock.unlock();
            }
        }

        void close(boolean discard) {
            lock.lock();
            try {
                closed = true;
                if (discard) {
                    waiting.clear();
                }
                changed.signal();
            } finally {
                lock.unlock();
            }
        }

        void deliver() {
            Transition next = take();
            while (next != null) {
                deliver(next);
                next = take();
            }
        }

        private void deliver(Transition transition) {
            try {
                listener.accept(transition);
            } catch (RuntimeException | Error e) {
                LOG.warnf(e, "A listener failed on the change of %s from %s to %s", transition.dn(), transition.from(),
                        transition.to());
            }
            long missed = takeLost();
            if (missed > 0) {
                LOG.warnf("A listener was too slow and missed %d state changes", missed);
            }
        }

        private Transition take() {
            lock.lock();
            try {
                while (waiting.isEmpty() && !closed) {
                    changed.awaitUninterruptibly();
                }
                return waiting.poll();
            } finally {
                lock.unlock();
            }
        }

        private long takeLost() {
            lock.lock();
            try {
                long missed = waiting.isEmpty() ? lost : 0;
                lost -= missed;
                return missed;
            } finally {
                lock.unlock();
            }
        }
    }
}
