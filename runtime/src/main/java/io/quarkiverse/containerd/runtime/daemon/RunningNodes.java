package io.quarkiverse.containerd.runtime.daemon;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import io.quarkiverse.containerd.NodeHandle;

/** The nodes whose runnables run now, so that others can wait for their end. */
final class RunningNodes {

    private final Map<String, Run> runs = new ConcurrentHashMap<>();

    /** Takes note of a runnable that begins; closing what is returned takes note of its end. */
    Run begin(NodeHandle node) {
        Run run = new Run(node);
        runs.put(node.dn(), run);
        return run;
    }

    /** Waits until a node has ended, if it has been cancelled; one that runs on is not waited for. */
    void awaitEndOfCancelled(String dn) {
        Run run = runs.get(dn);
        if (run != null && run.isCancelled()) {
            run.awaitEnd();
        }
    }

    /** One run of a node's runnable. */
    final class Run implements AutoCloseable {

        private final NodeHandle node;
        private final CountDownLatch ended = new CountDownLatch(1);

        private Run(NodeHandle node) {
            this.node = node;
        }

        private boolean isCancelled() {
            try {
                return node.isCancelled();
            } catch (IllegalStateException alreadyEnded) {
                return false;
            }
        }

        private void awaitEnd() {
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            runs.remove(node.dn(), this);
            ended.countDown();
        }
    }
}
