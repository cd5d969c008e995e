package io.quarkiverse.containerd.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.oci.Descriptor;
import io.quarkiverse.containerd.oci.Digest;
import io.quarkiverse.containerd.oci.ImageException;

/** Finds blobs of an OCI image layout by name, and where names do not serve, by content. */
final class OciImages implements PlannedImages {

    private final Archive archive;
    private final OciArchive index;
    private final int documentBytes;
    private final FileHasher hasher;

    OciImages(Archive archive, OciArchive index, int documentBytes) {
        this.archive = archive;
        this.index = index;
        this.documentBytes = documentBytes;
        this.hasher = new FileHasher(archive::read);
    }

    @Override
    public List<Descriptor> entries() {
        return index.manifests();
    }

    @Override
    public Optional<byte[]> document(Descriptor descriptor) throws ImageException, IOException {
        Optional<ArchiveBlob> blob = blob(descriptor);
        if (blob.isEmpty()) {
            return Optional.empty();
        }
        Optional<byte[]> document = verified(blob.get(), descriptor.digest());
        if (document.isPresent()) {
            return document;
        }
        Optional<ArchiveBlob> stray = byContent(descriptor);
        if (stray.isEmpty()) {
            throw new ArchiveException(archive.path(), blob.get().file().name(), "does not hold what its name says");
        }
        return verified(stray.get(), descriptor.digest());
    }

    /** A name counts if the size fits; else a file of the right size under another name may be the blob. */
    @Override
    public Optional<ArchiveBlob> blob(Descriptor descriptor) throws IOException {
        Optional<ArchiveBlob> named = Optional.ofNullable(index.blobs().get(descriptor.digest()));
        if (named.isPresent() && (!named.get().predicted() || named.get().size() == descriptor.size())) {
            return named;
        }
        Optional<ArchiveBlob> stray = byContent(descriptor);
        return stray.isPresent() ? stray : named;
    }

    private Optional<byte[]> verified(ArchiveBlob blob, Digest expected) throws ArchiveException {
        if (blob.size() > documentBytes) {
            throw new ArchiveException(archive.path(), blob.file().name(),
                    "the document has " + blob.size() + " bytes, the limit is " + documentBytes);
        }
        byte[] bytes = new byte[(int) blob.size()];
        archive.read(blob.file(), 0, ByteBuffer.wrap(bytes));
        return Digest.of(bytes).equals(expected) ? Optional.of(bytes) : Optional.empty();
    }

    private Optional<ArchiveBlob> byContent(Descriptor descriptor) throws IOException {
        Set<ArchiveFile> candidates = new LinkedHashSet<>(index.others());
        index.blobs().values().stream().filter(ArchiveBlob::predicted).map(ArchiveBlob::file).forEach(candidates::add);
        for (ArchiveFile file : candidates) {
            if (file.size() == descriptor.size() && hasher.hash(file).equals(descriptor.digest())) {
                return Optional.of(new ArchiveBlob(descriptor.digest(), false, file));
            }
        }
        return Optional.empty();
    }
}
