package io.quarkiverse.containerd.runtime.archive.plan;

import java.io.IOException;
import java.util.Optional;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.oci.Descriptor;

/** What a plan may ask of the content store that the archive is meant for. */
public interface StoredContent {

    /** The bytes of an index or a manifest that the archive has not; empty if the store has not either. */
    Optional<byte[]> document(Descriptor descriptor) throws IOException;

    /**
     * A stored layer that unpacks to this diff_id (label {@code containerd.io/uncompressed}); a docker archive's plain layer is
     * then replaced by it, as containerd's import does.
     */
    default Optional<Descriptor> layer(Digest diffId) throws IOException {
        return Optional.empty();
    }

    /** An empty store. */
    static StoredContent none() {
        return descriptor -> Optional.empty();
    }
}
