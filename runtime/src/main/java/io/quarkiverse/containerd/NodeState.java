package io.quarkiverse.containerd;

/** The state of a node of the supervision tree. */
public enum NodeState {
    /** The node has been started and has not signalled yet. */
    NEW,
    /** The node has signalled that it is set up and serving. */
    HEALTHY,
    /** The node runs, but has signalled that it does not serve as it should; it may become HEALTHY again. */
    UNHEALTHY,
    /** The node has returned after it signalled that nothing is left to do. */
    DONE,
    /** The node has failed and waits for its restart. */
    DEAD,
    /** The node has ended because its parent or a member of its group failed, or because of shutdown. */
    CANCELED
}
