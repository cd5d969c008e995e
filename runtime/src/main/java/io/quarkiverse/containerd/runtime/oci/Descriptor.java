package io.quarkiverse.containerd.runtime.oci;

import java.util.Map;
import java.util.Optional;

/**
 * An OCI content descriptor.
 *
 * @param mediaType media type
 * @param digest digest
 * @param size bytes
 * @param annotations annotations, in order; empty if none
 * @param platform the platform of an index entry
 */
public record Descriptor(String mediaType, Digest digest, long size, Map<String, String> annotations,
        Optional<Platform> platform) {
}
