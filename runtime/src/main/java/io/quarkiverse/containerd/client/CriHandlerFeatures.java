package io.quarkiverse.containerd.client;

/**
 * The features that pods of a runtime handler can use.
 *
 * @param recursiveReadOnlyMounts whether a read-only mount can be read-only with all mounts below it
 * @param userNamespaces whether pods can have user namespaces of their own, volumes included
 */
public record CriHandlerFeatures(boolean recursiveReadOnlyMounts, boolean userNamespaces) {
}
