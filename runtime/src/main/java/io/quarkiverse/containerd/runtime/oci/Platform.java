package io.quarkiverse.containerd.runtime.oci;

/** A platform as an OCI image index describes it; missing parts are empty strings. */
public record Platform(String os, String architecture, String variant, String osVersion) {
}
