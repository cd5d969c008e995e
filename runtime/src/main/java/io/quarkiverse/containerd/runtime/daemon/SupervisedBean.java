package io.quarkiverse.containerd.runtime.daemon;

import java.util.function.BooleanSupplier;

import io.quarkiverse.containerd.SupervisedRunnable;

/**
 * A bean that becomes a node of the tree.
 *
 * @param place where it stands
 * @param condition whether it is part of the tree
 * @param runnable what runs
 */
public record SupervisedBean(NodePlace place, BooleanSupplier condition, SupervisedRunnable runnable) {
}
