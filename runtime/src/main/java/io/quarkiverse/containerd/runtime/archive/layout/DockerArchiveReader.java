package io.quarkiverse.containerd.runtime.archive.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.compression.Compression;
import io.quarkiverse.containerd.runtime.archive.tar.EntryNames;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.JsonDocument;
import io.quarkiverse.containerd.runtime.oci.JsonDocuments;
import io.quarkiverse.containerd.runtime.oci.MediaTypes;
import io.quarkiverse.containerd.runtime.oci.Platform;

/** Reads the index of a docker archive. */
final class DockerArchiveReader {

    /** The file that lists the images. */
    static final String MANIFEST = "manifest.json";
    /** The names that docker and other tools give to configurations and layers. */
    private static final Pattern NAMED_BY_DIGEST = Pattern.compile("(?:.*/)?([0-9a-f]{64})(?:\\.json|\\.tar)?");

    private final ArchiveFiles files;
    private final boolean verify;
    private final JsonDocuments documents;
    private final FileHasher hasher;

    /** @param verify whether to hash every layer instead of predicting digests */
    DockerArchiveReader(ArchiveFiles files, boolean verify) {
        this.files = files;
        this.verify = verify;
        this.documents = new JsonDocuments(files.limits().jsonDepth());
        this.hasher = files.hasher();
    }

    boolean isPresent() throws ArchiveException {
        return files.table().find(MANIFEST).isPresent();
    }

    DockerArchive read() throws ArchiveException {
        List<DockerArchive.Image> images = new ArrayList<>();
        try {
            byte[] manifest = files.document(file("the archive's list of images", MANIFEST, ""));
            for (JsonDocument image : documents.firstArray(MANIFEST, manifest)) {
                images.add(image(image));
            }
        } catch (ImageException e) {
            throw new ArchiveException(files.path(), MANIFEST, e.getMessage(), e);
        }
        return new DockerArchive(images);
    }

    private DockerArchive.Image image(JsonDocument image) throws ArchiveException, ImageException {
        ArchiveFile configFile = file("image config", image.text("Config"), "");
        byte[] configBytes = files.document(configFile);
        JsonDocument config = config(configFile, configBytes);
        List<String> diffIds = config.child("rootfs").texts("diff_ids");
        List<String> names = image.texts("Layers");
        List<DockerArchive.Layer> layers = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            layers.add(layer(names.get(i), diffIds.size() == names.size() ? diffIds.get(i) : ""));
        }
        return new DockerArchive.Image(new ArchiveBlob(Digest.of(configBytes), false, configFile), Platform.of(config), layers,
                image.texts("RepoTags"));
    }

    private JsonDocument config(ArchiveFile file, byte[] bytes) throws ArchiveException {
        try {
            return documents.object("the image config", bytes);
        } catch (ImageException e) {
            throw new ArchiveException(files.path(), file.name(), e.getMessage(), e);
        }
    }

    private DockerArchive.Layer layer(String name, String diffId) throws ArchiveException {
        ArchiveFile file = file("layer", name, diffId);
        Optional<Compression> compression = Compression.detect(files.start(file, Compression.MAGIC_BYTES));
        return new DockerArchive.Layer(blob(file, compression.isPresent() ? "" : diffId),
                compression.map(DockerArchiveReader::mediaType).orElse(MediaTypes.DOCKER_LAYER));
    }

    /**
     * Returns the media type of a layer. containerd takes any compression it does not know for a plain layer, and calls
     * zstd gzip; the latter is done better here.
     */
    private static String mediaType(Compression compression) {
        return switch (compression) {
            case GZIP -> MediaTypes.DOCKER_LAYER_GZIP;
            case ZSTD -> MediaTypes.OCI_LAYER_ZSTD;
            case BZIP2, XZ, LZ4 -> MediaTypes.DOCKER_LAYER;
        };
    }

    /** Returns the blob of a layer. The diff_id of a plain layer is the digest of the file, if the archive is correct. */
    private ArchiveBlob blob(ArchiveFile file, String diffId) throws ArchiveException {
        if (!verify && Digest.isValid(diffId)) {
            return new ArchiveBlob(new Digest(diffId), true, file);
        }
        return new ArchiveBlob(hasher.hash(file), false, file);
    }

    /**
     * Returns the file of this name. If the archive has several, the one that fits its digest; if none does, the last.
     *
     * @param digest the digest that is claimed for it elsewhere than in its name; empty if there is none
     */
    private ArchiveFile file(String what, String name, String digest) throws ArchiveException {
        String normalized = EntryNames.normalize(name);
        List<ArchiveFile> candidates = files.table().candidates(normalized);
        if (candidates.size() > 1) {
            Optional<ArchiveFile> fitting = hasher.find(candidates, digests(normalized, digest));
            if (fitting.isPresent()) {
                return fitting.get();
            }
        }
        return candidates.stream().findFirst().orElseThrow(() -> files.failure(name, what + " not found in the archive"
                + files.table().deadEnd(normalized).map(link -> "; it " + link).orElse("")));
    }

    private static Set<Digest> digests(String name, String claimed) {
        Matcher named = NAMED_BY_DIGEST.matcher(name);
        return Stream.of(claimed, named.matches() ? "sha256:" + named.group(1) : "").filter(Digest::isValid).map(Digest::new)
                .collect(Collectors.toSet());
    }
}
