package io.quarkiverse.containerd.runtime.archive.plan;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.archive.layout.ArchiveBlob;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageException;

/** What a format contributes to a plan: the entries of the index, and blobs by descriptor. */
interface ArchiveImages {

    /** The entries of the archive's index, or of the one made up for it. */
    List<Descriptor> entries();

    /** The verified bytes of an index or a manifest; empty if the archive has not got it. */
    Optional<byte[]> document(Descriptor descriptor) throws ImageException, IOException;

    /** The blob; empty if the archive has not got it, or if it is a manifest made up for the archive. */
    Optional<ArchiveBlob> blob(Descriptor descriptor) throws IOException;

    /** The bytes of a blob or of a manifest made up for the archive; empty if the archive has not got it. */
    Optional<BlobContent> content(Descriptor descriptor) throws IOException;
}
