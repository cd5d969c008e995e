package io.quarkiverse.containerd.runtime.archive.layout;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.JsonDocuments;
import io.quarkiverse.containerd.runtime.oci.Manifests;

/** Reads the index of an OCI image layout. */
final class OciLayoutReader {

    /** The file that marks an OCI image layout. */
    static final String LAYOUT = "oci-layout";
    /** The file that lists the images. */
    static final String INDEX = "index.json";
    private static final String VERSION = "1.0.0";
    private static final Pattern BLOB = Pattern.compile("blobs/sha256/([0-9a-f]{64})");

    private final ArchiveFiles files;
    private final boolean verify;
    private final JsonDocuments documents;
    private final FileHasher hasher;

    /** @param verify whether to hash every file instead of trusting names */
    OciLayoutReader(ArchiveFiles files, boolean verify) {
        this.files = files;
        this.verify = verify;
        this.documents = new JsonDocuments(files.limits().jsonDepth());
        this.hasher = files.hasher();
    }

    /** Whether the archive is marked as an OCI image layout; a marker without a version does not count. */
    boolean isPresent() throws ArchiveException {
        return !version().isEmpty();
    }

    /** Whether it has the list of its images. */
    boolean hasIndex() {
        return files.table().find(INDEX).isPresent();
    }

    OciArchive read() throws ArchiveException {
        String version = version();
        if (!version.equals(VERSION)) {
            throw files.failure(LAYOUT, "unsupported OCI version " + version + "; only " + VERSION + " is supported");
        }
        ArchiveFile index = files.table().find(INDEX)
                .orElseThrow(() -> files.failure(null, "missing " + INDEX + " in OCI layout " + version
                        + files.table().deadEnd(INDEX).map(link -> ": it " + link).orElse("")));
        List<Descriptor> manifests;
        try {
            manifests = Manifests.layoutIndex(documents, files.document(index));
        } catch (ImageException e) {
            throw new ArchiveException(files.path(), INDEX, e.getMessage(), e);
        }
        return verify ? hashed(manifests) : named(manifests);
    }

    private String version() throws ArchiveException {
        ArchiveFile layout = files.table().find(LAYOUT).orElse(null);
        if (layout == null) {
            return "";
        }
        try {
            return documents.firstObject(LAYOUT, files.document(layout)).text("imageLayoutVersion");
        } catch (ImageException e) {
            throw new ArchiveException(files.path(), LAYOUT, e.getMessage(), e);
        }
    }

    private OciArchive named(List<Descriptor> manifests) throws ArchiveException {
        Map<Digest, ArchiveBlob> blobs = new LinkedHashMap<>();
        Map<Digest, String> deadLinks = new HashMap<>();
        for (String name : files.table().names()) {
            Matcher blob = BLOB.matcher(name);
            if (blob.matches()) {
                Digest digest = Digest.ofHex(blob.group(1));
                blob(digest, files.table().candidates(name)).ifPresent(found -> blobs.put(digest, found));
                files.table().deadEnd(name).ifPresent(link -> deadLinks.put(digest, link));
            }
        }
        Set<ArchiveFile> named = blobs.values().stream().map(ArchiveBlob::file).collect(Collectors.toSet());
        return new OciArchive(manifests, blobs, files.table().files().stream().filter(file -> !named.contains(file)).toList(),
                deadLinks);
    }

    /**
     * Returns the blob among files of its name. If there are several, the one that fits the digest; if none does, the first.
     */
    private Optional<ArchiveBlob> blob(Digest digest, List<ArchiveFile> named) throws ArchiveException {
        if (named.size() > 1) {
            Optional<ArchiveFile> fitting = hasher.find(named, Set.of(digest));
            if (fitting.isPresent()) {
                return fitting.map(file -> new ArchiveBlob(digest, false, file));
            }
        }
        return named.stream().findFirst().map(file -> new ArchiveBlob(digest, true, file));
    }

    private OciArchive hashed(List<Descriptor> manifests) throws ArchiveException {
        Map<Digest, ArchiveBlob> blobs = new LinkedHashMap<>();
        for (ArchiveFile file : files.table().files()) {
            Digest digest = hasher.hash(file);
            blobs.put(digest, new ArchiveBlob(digest, false, file));
        }
        return new OciArchive(manifests, blobs, List.of(), Map.of());
    }
}
