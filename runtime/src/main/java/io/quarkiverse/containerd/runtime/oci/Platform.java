package io.quarkiverse.containerd.runtime.oci;

/**
 * A platform as the OCI image index names it; absent parts are empty strings.
 */
public record Platform(String os, String architecture, String variant, String osVersion) {
}
