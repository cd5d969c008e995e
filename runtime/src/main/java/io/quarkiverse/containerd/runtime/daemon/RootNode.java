package io.quarkiverse.containerd.runtime.daemon;

import java.util.Set;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;

/** The root of the supervision tree, whose children are the supervised beans. It is no bean of that kind itself. */
@Singleton
class RootNode {

    private final SupervisedBeans beans;
    private final ProcessNodes processes;

    RootNode(SupervisedBeans beans, ProcessNodes processes) {
        this.processes = processes;
        this.beans = beans.plus(processes.all());
    }

    /** Returns the DNs of the nodes that readiness does not depend on. */
    Set<String> optionalNodes() {
        return processes.optional();
    }

    /** Starts the tree below the root; a {@link SupervisedRunnable}. */
    void run(NodeHandle root) {
        processes.stopLeftovers(root.logger());
        beans.startChildren(root);
        root.signalHealthy();
        root.signalDone();
    }
}
