package io.quarkiverse.containerd.runtime.archive.plan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.layout.Archive;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveBlob;
import io.quarkiverse.containerd.runtime.archive.layout.DockerArchive;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.DockerManifests;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.MediaTypes;
import io.quarkiverse.containerd.runtime.oci.Platform;

/** Generates the manifests that the images of a docker archive lack. */
final class DockerImages implements ArchiveImages {

    private final List<Descriptor> entries = new ArrayList<>();
    private final Map<Digest, byte[]> manifests = new HashMap<>();
    private final Map<Digest, ArchiveBlob> blobs = new HashMap<>();
    private final Archive archive;
    private final StoredContent store;

    DockerImages(Archive archive, DockerArchive index, StoredContent store) throws ImageException, IOException {
        this.archive = archive;
        this.store = store;
        for (DockerArchive.Image image : index.images()) {
            add(image);
        }
    }

    private void add(DockerArchive.Image image) throws ImageException, IOException {
        List<Descriptor> layers = new ArrayList<>();
        for (DockerArchive.Layer layer : image.layers()) {
            layers.add(layer(layer));
        }
        blobs.put(image.config().digest(), image.config());
        byte[] manifest = DockerManifests.manifest(
                descriptor(MediaTypes.DOCKER_CONFIG, image.config()), layers);
        Digest digest = Digest.of(manifest);
        manifests.put(digest, manifest);
        Platform platform = comparable(image.platform());
        for (String repoTag : image.repoTags()) {
            entries.add(DockerManifests.entry(digest, manifest.length, platform, repoTag));
        }
        if (image.repoTags().isEmpty()) {
            entries.add(DockerManifests.entry(digest, manifest.length, platform));
        }
    }

    private Descriptor layer(DockerArchive.Layer layer) throws IOException {
        Optional<Descriptor> stored = store.layer(layer.blob().digest());
        if (stored.isPresent()) {
            return stored.get();
        }
        blobs.merge(layer.blob().digest(), layer.blob(), (first, second) -> first.unverified() ? second : first);
        return descriptor(layer.mediaType(), layer.blob());
    }

    private static Descriptor descriptor(String mediaType, ArchiveBlob blob) {
        return new Descriptor(mediaType, blob.digest(), blob.size(), Map.of(), Optional.empty());
    }

    /** Drops the variant of amd64: containerd 1.6 does not look at it here, and no amd64 host reports one. */
    private static Platform comparable(Platform platform) {
        return platform.architecture().equals("amd64") ? new Platform(platform.os(), "amd64", "", platform.osVersion())
                : platform;
    }

    @Override
    public List<Descriptor> entries() {
        return List.copyOf(entries);
    }

    @Override
    public Optional<byte[]> document(Descriptor descriptor) throws ArchiveException {
        byte[] manifest = manifests.get(descriptor.digest());
        if (manifest != null) {
            return Optional.of(manifest);
        }
        ArchiveBlob config = blobs.get(descriptor.digest());
        return config == null || config.unverified() ? Optional.empty() : Optional.of(read(config.file()));
    }

    private byte[] read(ArchiveFile file) throws ArchiveException {
        archive.limits().requireDocument(archive.path(), file);
        byte[] bytes = new byte[(int) file.size()];
        archive.read(file, 0, ByteBuffer.wrap(bytes));
        return bytes;
    }

    @Override
    public Optional<ArchiveBlob> blob(Descriptor descriptor) {
        return Optional.ofNullable(blobs.get(descriptor.digest()));
    }

    @Override
    public Optional<BlobContent> content(Descriptor descriptor) {
        return Optional.ofNullable(manifests.get(descriptor.digest())).<BlobContent> map(InlineContent::new)
                .or(() -> blob(descriptor).map(blob -> new ArchiveContent(archive, blob.file())));
    }

    /** A generated manifest, in memory. */
    private static final class InlineContent implements BlobContent {

        private final byte[] bytes;

        InlineContent(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(long position, ByteBuffer target) {
            Objects.checkFromIndexSize(position, target.remaining(), (long) bytes.length);
            target.put(bytes, (int) position, target.remaining());
        }
    }
}
