package io.quarkiverse.containerd.runtime.archive.layout;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.oci.Descriptor;

/**
 * An archive in the OCI image layout.
 *
 * @param manifests the entries of {@code index.json}, in order
 * @param blobs blobs by digest: the files named {@code blobs/sha256/<hex>}, by the digest in their name, or all
 *        files, if they have been hashed
 * @param others every other regular file; a blob may be among them under any name
 * @param deadLinks where links with the name of a blob lead that lead nowhere, by the digest in their name
 */
public record OciArchive(List<Descriptor> manifests, Map<Digest, ArchiveBlob> blobs,
        List<ArchiveFile> others, Map<Digest, String> deadLinks) implements ArchiveIndex {

    /** Copies the collections. */
    public OciArchive {
        manifests = List.copyOf(manifests);
        blobs = Collections.unmodifiableMap(blobs);
        others = List.copyOf(others);
        deadLinks = Map.copyOf(deadLinks);
    }

    @Override
    public Optional<String> deadLink(Digest blob) {
        return Optional.ofNullable(deadLinks.get(blob));
    }
}
