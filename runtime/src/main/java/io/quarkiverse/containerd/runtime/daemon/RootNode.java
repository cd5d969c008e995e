package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;

/** The root of the supervision tree, whose children are the supervised beans. It is no bean of that kind itself. */
@Singleton
class RootNode {

    private final PodNetwork network;
    private final SupervisedBeans beans;

    RootNode(PodNetwork network, SupervisedBeans beans) {
        this.network = network;
        this.beans = beans;
    }

    /** Starts the tree below the root; a {@link SupervisedRunnable}. */
    void run(NodeHandle root) throws IOException {
        network.removeOutdated(root.logger());
        beans.startChildren(root);
        root.signalHealthy();
        root.signalDone();
    }
}
