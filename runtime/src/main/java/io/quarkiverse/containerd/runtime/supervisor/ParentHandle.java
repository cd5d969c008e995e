package io.quarkiverse.containerd.runtime.supervisor;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.logs.NodeLogger;

/**
 * The handle of a runnable whose children others start for it: when it signals HEALTHY, and just before that, because later the
 * tree takes no more children.
 */
public final class ParentHandle implements NodeHandle {

    private final NodeHandle node;
    private final Consumer<NodeHandle> children;
    private final AtomicBoolean signalled = new AtomicBoolean();

    /** @param children starts the children of the handle that it is given */
    public ParentHandle(NodeHandle node, Consumer<NodeHandle> children) {
        this.node = node;
        this.children = children;
    }

    @Override
    public void signalHealthy() {
        if (signalled.compareAndSet(false, true) && !node.isCancelled()) {
            children.accept(node);
        }
        node.signalHealthy();
    }

    @Override
    public String dn() {
        return node.dn();
    }

    @Override
    public void signalUnhealthy(String reason) {
        node.signalUnhealthy(reason);
    }

    @Override
    public void signalDone() {
        node.signalDone();
    }

    @Override
    public void run(String name, SupervisedRunnable runnable) {
        node.run(name, runnable);
    }

    @Override
    public void runGroup(Map<String, SupervisedRunnable> group) {
        node.runGroup(group);
    }

    @Override
    public boolean isCancelled() {
        return node.isCancelled();
    }

    @Override
    public Registration onCancel(Runnable callback) {
        return node.onCancel(callback);
    }

    @Override
    public void awaitCancellation() throws InterruptedException {
        node.awaitCancellation();
    }

    @Override
    public NodeLogger logger() {
        return node.logger();
    }

    @Override
    public NodeLogger logger(String name) {
        return node.logger(name);
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
