package io.quarkiverse.containerd;

/** The state of a node of the supervision tree. */
public enum NodeState {
    /** Started, has not signalled yet. */
    NEW,
    /** Has signalled that it is set up and serving. */
    HEALTHY,
    /** Has returned after it signalled that nothing is left to do. */
    DONE,
    /** Has failed and waits for its restart. */
    DEAD,
    /** Has ended because its parent or a member of its group failed, or because of shutdown. */
    CANCELED
}
