package io.quarkiverse.containerd.deployment.faults;

/**
 * A fault that a node daemon is put through.
 *
 * @param title its name in the documentation
 * @param effect what is to be seen of it
 * @param endsPod whether a pod ends with it, so that all pods serve only after the healing
 * @param injection brings it about
 * @param healing undoes what the daemon cannot undo; the node is as before afterwards
 */
record Fault(String title, Effect effect, boolean endsPod, Step injection, Step healing) {

    /** A fault that the daemon heals. */
    Fault(String title, Effect effect, Step injection) {
        this(title, effect, injection, node -> {
        });
    }

    Fault(String title, Effect effect, Step injection, Step healing) {
        this(title, effect, false, injection, healing);
    }

    /** What is done to a node. */
    @FunctionalInterface
    interface Step {
        void run(FaultNode node) throws Exception;
    }
}
