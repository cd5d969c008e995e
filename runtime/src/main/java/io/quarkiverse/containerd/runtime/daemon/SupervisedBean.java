package io.quarkiverse.containerd.runtime.daemon;

import io.quarkiverse.containerd.SupervisedRunnable;

/**
 * A bean of the application that becomes a node of the tree.
 *
 * @param name the last part of its DN
 * @param group its group, or an empty string if it is alone
 * @param runnable what runs
 */
public record SupervisedBean(String name, String group, SupervisedRunnable runnable) {
}
