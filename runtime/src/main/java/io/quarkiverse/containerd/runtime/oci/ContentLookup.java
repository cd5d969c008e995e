package io.quarkiverse.containerd.runtime.oci;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** A lookup of blobs, in an archive or a content store. */
public interface ContentLookup {

    /**
     * Returns the verified bytes of an index, a manifest or a configuration; empty if there is none.
     *
     * @throws ImageException if the document is there but is not what the descriptor says
     */
    Optional<byte[]> document(Descriptor descriptor) throws ImageException, IOException;

    /** Returns the size of a blob in bytes; empty if the lookup does not have it. */
    OptionalLong size(Descriptor descriptor) throws IOException;
}
