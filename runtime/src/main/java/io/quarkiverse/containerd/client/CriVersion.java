package io.quarkiverse.containerd.client;

/**
 * What answers on the Container Runtime Interface.
 *
 * @param runtimeName {@code containerd}
 * @param runtimeVersion for example {@code 1.6.20~ds1}
 * @param apiVersion version of the interface, {@code v1}
 */
public record CriVersion(String runtimeName, String runtimeVersion, String apiVersion) {
}
