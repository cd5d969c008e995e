package io.quarkiverse.containerd.deployment.faults;

import java.util.stream.Stream;

/**
 * A fault that a node daemon is put through.
 *
 * @param title its name in the documentation
 * @param kind what it has in common with faults that much the same code answers; by default its title
 * @param effect what is to be seen of it
 * @param endsPod whether a pod ends with it, so that all pods serve only after the healing
 * @param injection brings it about
 * @param healing undoes what the daemon cannot undo; the node is as before afterwards
 */
record Fault(String title, String kind, Effect effect, boolean endsPod, Step injection, Step healing) {

    /** A fault that the daemon heals. */
    Fault(String title, Effect effect, Step injection) {
        this(title, effect, injection, node -> {
        });
    }

    Fault(String title, Effect effect, Step injection, Step healing) {
        this(title, title, effect, false, injection, healing);
    }

    /** A fault with which a pod ends, so that all pods serve only after the healing. */
    static Fault endingPod(String title, Effect effect, Step injection, Step healing) {
        return new Fault(title, title, effect, true, injection, healing);
    }

    /** Gives faults a kind in common. */
    static Stream<Fault> alike(String kind, Fault... faults) {
        return Stream.of(faults).map(
                fault -> new Fault(fault.title, kind, fault.effect, fault.endsPod, fault.injection, fault.healing));
    }

    /** What is done to a node. */
    @FunctionalInterface
    interface Step {
        void run(FaultNode node) throws Exception;
    }
}
