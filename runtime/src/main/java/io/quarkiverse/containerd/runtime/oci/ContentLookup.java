package io.quarkiverse.containerd.runtime.oci;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Where a walk finds blobs. */
public interface ContentLookup {

    /**
     * The verified bytes of an index or a manifest; empty if it is nowhere.
     *
     * @throws ImageException if the document is there but is not what the descriptor says
     */
    Optional<byte[]> document(Descriptor descriptor) throws ImageException, IOException;

    /** The size in bytes of a blob; empty if the lookup does not have it. */
    OptionalLong size(Descriptor descriptor) throws IOException;
}
