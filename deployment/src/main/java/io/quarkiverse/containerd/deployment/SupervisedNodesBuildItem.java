package io.quarkiverse.containerd.deployment;

import java.util.List;

import io.quarkus.builder.item.SimpleBuildItem;

/** The nodes of the tree that are supervised beans. */
final class SupervisedNodesBuildItem extends SimpleBuildItem {

    private final List<SupervisedNode> inOrderOfStart;

    SupervisedNodesBuildItem(List<SupervisedNode> inOrderOfStart) {
        this.inOrderOfStart = inOrderOfStart;
    }

    List<SupervisedNode> inOrderOfStart() {
        return inOrderOfStart;
    }
}
