package io.quarkiverse.containerd.runtime.daemon;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.Transition;

/** Has nodes wait, at their start, for others. */
@Singleton
public class StartOrder {

    /** What stands for the start of the daemon among DNs. */
    static final String STARTED = "started";

    private final NodeDaemon daemon;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    StartOrder(NodeDaemon daemon) {
        this.daemon = daemon;
    }

    void changed(@Observes Transition transition) {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until all others are HEALTHY or DONE at one moment.
     *
     * @param after their DNs, and perhaps {@link #STARTED}
     * @throws InterruptedException if the node is cancelled meanwhile
     */
    void await(List<String> after, NodeHandle node) throws InterruptedException {
        List<String> missing = missing(after);
        if (missing.isEmpty()) {
            return;
        }
        node.logger().infof("waits for %s", String.join(", ", missing));
        lock.lockInterruptibly();
        try {
            while (!missing(after).isEmpty()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private List<String> missing(List<String> after) {
        return after.stream().filter(each -> !isMet(each)).toList();
    }

    private boolean isMet(String each) {
        return each.equals(STARTED) ? daemon.started()
                : daemon.node(each).filter(node -> node.state() == NodeState.HEALTHY || node.state() == NodeState.DONE)
                        .isPresent();
    }
}
