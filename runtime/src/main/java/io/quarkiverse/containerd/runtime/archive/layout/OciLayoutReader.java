package io.quarkiverse.containerd.runtime.archive.layout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** @param verify whether to hash every file instead of trusting names */
    OciLayoutReader(ArchiveFiles files, boolean verify) {
        this.files = files;
        this.verify = verify;
        this.documents = new JsonDocuments(files.limits().jsonDepth());
    }

    /** Whether the archive is marked as an OCI image layout; a marker without a version does not count. */
    boolean isPresent() throws ArchiveException {
        return !version().isEmpty();
    }

    OciArchive read() throws ArchiveException {
        String version = version();
        if (!version.equals(VERSION)) {
            throw files.failure(LAYOUT, "unsupported OCI version " + version + "; only " + VERSION + " is supported");
        }
        ArchiveFile index = files.table().find(INDEX)
                .orElseThrow(() -> files.failure(null, "missing " + INDEX + " in OCI layout " + version));
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
            return documents.object(LAYOUT, files.document(layout)).text("imageLayoutVersion");
        } catch (ImageException e) {
            throw new ArchiveException(files.path(), LAYOUT, e.getMessage(), e);
        }
    }

    private OciArchive named(List<Descriptor> manifests) {
        Map<Digest, ArchiveBlob> blobs = new LinkedHashMap<>();
        List<ArchiveFile> others = new ArrayList<>();
        for (String name : files.table().names()) {
            Matcher blob = BLOB.matcher(name);
            files.table().find(name).ifPresent(file -> {
                if (blob.matches()) {
                    Digest digest = Digest.ofHex(blob.group(1));
                    blobs.put(digest, new ArchiveBlob(digest, true, file));
                } else {
                    others.add(file);
                }
            });
        }
        return new OciArchive(manifests, blobs, others);
    }

    private OciArchive hashed(List<Descriptor> manifests) throws ArchiveException {
        Map<Digest, ArchiveBlob> blobs = new LinkedHashMap<>();
        FileHasher hasher = files.hasher();
        for (ArchiveFile file : files.table().files().values()) {
            Digest digest = hasher.hash(file);
            blobs.put(digest, new ArchiveBlob(digest, false, file));
        }
        return new OciArchive(manifests, blobs, List.of());
    }
}
