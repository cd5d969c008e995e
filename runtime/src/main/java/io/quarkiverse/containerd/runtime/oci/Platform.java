package io.quarkiverse.containerd.runtime.oci;

/** A platform as an OCI image index describes it; missing parts are empty strings. */
public record Platform(String os, String architecture, String variant, String osVersion) {

    /**
     * Reads the platform of an index entry or an image configuration.
     *
     * @throws ImageException if a part is not a string
     */
    public static Platform of(JsonDocument json) throws ImageException {
        return new Platform(json.text("os"), json.text("architecture"), json.text("variant"), json.text("os.version"));
    }
}
