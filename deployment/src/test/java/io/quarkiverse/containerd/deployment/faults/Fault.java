package io.quarkiverse.containerd.deployment.faults;

/** A fault that a node daemon is put through. */
interface Fault {

    /** Its name in the documentation. */
    String title();

    /** What is to be seen of it. */
    Effect effect();

    /** Brings it about. */
    void inject(FaultNode node) throws Exception;

    /** Undoes what the daemon cannot undo; the node is as before afterwards. */
    default void heal(FaultNode node) throws Exception {
        // most faults are healed by the daemon
    }
}
