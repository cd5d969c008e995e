package io.quarkiverse.containerd;

/**
 * Code that runs under the supervisor, on a thread of its own, as a node of the supervision tree.
 * <p>
 * It signals {@link NodeHandle#signalHealthy()} once it serves and {@link NodeHandle#signalDone()} once nothing is left to do.
 * Returning without DONE, or throwing, is a failure: the supervisor restarts it with backoff.
 */
@FunctionalInterface
public interface SupervisedRunnable {

    /**
     * Runs one incarnation of the node.
     *
     * @param node the handle of this incarnation, useless after this method has returned
     * @throws Exception any failure; it is logged once and leads to a restart with backoff
     */
    void run(NodeHandle node) throws Exception;
}
