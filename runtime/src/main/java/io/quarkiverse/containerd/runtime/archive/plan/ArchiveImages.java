package io.quarkiverse.containerd.runtime.archive.plan;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.archive.layout.ArchiveBlob;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageException;

/** The images of an archive of one format, as index entries and blobs. */
interface ArchiveImages {

    /** Returns the entries of the index of the archive, or of the one generated for it. */
    List<Descriptor> entries();

    /** Returns the verified bytes of an index, a manifest or a configuration; empty if the archive does not have it. */
    Optional<byte[]> document(Descriptor descriptor) throws ImageException, IOException;

    /** Returns a blob; empty if the archive does not have it, or if it is a generated manifest. */
    Optional<ArchiveBlob> blob(Descriptor descriptor) throws IOException;

    /** Returns the content of a blob or of a generated manifest; empty if the archive does not have it. */
    Optional<BlobContent> content(Descriptor descriptor) throws IOException;
}
