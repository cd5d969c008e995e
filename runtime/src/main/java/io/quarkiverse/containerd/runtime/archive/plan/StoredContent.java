package io.quarkiverse.containerd.runtime.archive.plan;

import java.io.IOException;
import java.util.Optional;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.oci.Descriptor;

/** The content store that an archive is planned for. */
public interface StoredContent {

    /**
     * Returns the bytes of an index, a manifest or a configuration that the archive lacks; empty if the store lacks it, too.
     */
    Optional<byte[]> document(Descriptor descriptor) throws IOException;

    /**
     * Returns a stored layer that unpacks to this diff_id (label {@code containerd.io/uncompressed}); it then replaces a
     * plain layer of a docker archive, as in containerd's import.
     */
    default Optional<Descriptor> layer(Digest diffId) throws IOException {
        return Optional.empty();
    }

    /** Returns an empty store. */
    static StoredContent none() {
        return descriptor -> Optional.empty();
    }
}
