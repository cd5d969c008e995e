package io.quarkiverse.containerd.runtime.oci;

import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.client.Digest;

/**
 * What the configuration of an image tells: who can run it, and how it is unpacked.
 *
 * @param platform the platform, not normalized
 * @param diffIds the digests of the unpacked layers, lowest first
 */
record ImageConfig(Platform platform, List<Digest> diffIds) {

    /** @throws ImageException if a member has the wrong type, or a diff_id is no digest */
    static ImageConfig of(JsonDocument json) throws ImageException {
        List<Digest> diffIds = new ArrayList<>();
        for (String diffId : json.child("rootfs").texts("diff_ids")) {
            if (!Digest.isValid(diffId)) {
                throw new ImageException(json.what() + ": diff_id \"" + diffId + "\" is not a sha256 digest");
            }
            diffIds.add(new Digest(diffId));
        }
        return new ImageConfig(Platform.of(json), List.copyOf(diffIds));
    }

    /**
     * Checks that there is a diff_id for each layer, without which the image can never be unpacked.
     *
     * @param layers the layers of the manifest
     * @throws ImageException if their numbers differ
     */
    void requireLayers(Descriptor config, List<Descriptor> layers) throws ImageException {
        if (layers.size() != diffIds.size()) {
            throw new ImageException("the image can never be unpacked: its manifest has " + layers.size()
                    + " layers, but its configuration " + config.digest() + " names " + diffIds.size() + " in rootfs.diff_ids");
        }
    }
}
