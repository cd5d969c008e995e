package io.quarkiverse.containerd.runtime.archive.plan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.layout.Archive;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveBlob;
import io.quarkiverse.containerd.runtime.archive.layout.FileHasher;
import io.quarkiverse.containerd.runtime.archive.layout.OciArchive;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageException;

/** Finds the blobs of an OCI image layout by name or, if names are wrong, by content. */
final class OciImages implements ArchiveImages {

    private final Archive archive;
    private final OciArchive index;
    private final FilesByContent files;
    private final Map<Digest, ArchiveBlob> verified = new HashMap<>();

    OciImages(Archive archive, OciArchive index) {
        this.archive = archive;
        this.index = index;
        this.files = files(archive, index);
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
            throw new ArchiveException(archive.path(), blob.get().file().name(), "does not match the digest in its name");
        }
        return verified(stray.get(), descriptor.digest());
    }

    /**
     * Returns the blob with this name if its size matches; otherwise a file of the right size under another name may be
     * the blob.
     */
    @Override
    public Optional<ArchiveBlob> blob(Descriptor descriptor) throws IOException {
        ArchiveBlob document = verified.get(descriptor.digest());
        if (document != null) {
            return Optional.of(document);
        }
        Optional<ArchiveBlob> named = Optional.ofNullable(index.blobs().get(descriptor.digest()));
        if (named.isPresent() && (!named.get().unverified() || named.get().size() == descriptor.size())) {
            return named;
        }
        Optional<ArchiveBlob> stray = byContent(descriptor);
        return stray.isPresent() ? stray : named;
    }

    @Override
    public Optional<BlobContent> content(Descriptor descriptor) throws IOException {
        return blob(descriptor).map(blob -> new ArchiveContent(archive, blob.file()));
    }

    private Optional<byte[]> verified(ArchiveBlob blob, Digest expected) throws ArchiveException {
        archive.limits().requireDocument(archive.path(), blob.file());
        byte[] bytes = new byte[(int) blob.size()];
        archive.read(blob.file(), 0, ByteBuffer.wrap(bytes));
        if (!Digest.of(bytes).equals(expected)) {
            return Optional.empty();
        }
        verified.put(expected, new ArchiveBlob(expected, false, blob.file()));
        return Optional.of(bytes);
    }

    private Optional<ArchiveBlob> byContent(Descriptor descriptor) throws IOException {
        return files.find(descriptor.digest(), descriptor.size())
                .map(file -> new ArchiveBlob(descriptor.digest(), false, file));
    }

    private static FilesByContent files(Archive archive, OciArchive index) {
        List<ArchiveFile> files = new ArrayList<>(index.others());
        index.blobs().values().stream().filter(ArchiveBlob::unverified).map(ArchiveBlob::file).forEach(files::add);
        return new FilesByContent(new FileHasher(archive.path(), archive), files);
    }
}
