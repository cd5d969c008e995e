package io.quarkiverse.containerd.client;

/**
 * The version of a running containerd.
 *
 * @param version for example {@code 1.6.20~ds1}
 * @param revision source revision
 */
public record ServerVersion(String version, String revision) {
}
