package io.quarkiverse.containerd.archive;

import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.oci.Descriptor;
import io.quarkiverse.containerd.oci.Digest;

/**
 * An archive in the OCI image layout.
 *
 * @param manifests the entries of {@code index.json}, in order
 * @param blobs the files named {@code blobs/sha256/<hex>}, by the digest their name claims
 * @param others every other regular file, by name; a blob may be among them under any name
 */
public record OciArchive(List<Descriptor> manifests, Map<Digest, ArchiveBlob> blobs,
        Map<String, ArchiveFile> others) implements ArchiveIndex {
}
