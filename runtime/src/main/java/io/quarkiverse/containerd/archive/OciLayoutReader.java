package io.quarkiverse.containerd.archive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.oci.Descriptor;
import io.quarkiverse.containerd.oci.Digest;
import io.quarkiverse.containerd.oci.ImageException;
import io.quarkiverse.containerd.oci.JsonDocument;
import io.quarkiverse.containerd.oci.Manifests;

/** Finds the OCI image layout in a tar file. */
final class OciLayoutReader {

    private static final String LAYOUT = "oci-layout";
    private static final String INDEX = "index.json";
    private static final String VERSION = "1.0.0";
    private static final Pattern BLOB = Pattern.compile("blobs/sha256/([0-9a-f]{64})");

    private final OpenTar tar;
    private final boolean verify;

    /** @param verify whether to hash every file instead of trusting names */
    OciLayoutReader(OpenTar tar, boolean verify) {
        this.tar = tar;
        this.verify = verify;
    }

    /** Whether the tar file says that it is an OCI image layout; a marker without a version says nothing. */
    boolean isPresent() throws ArchiveException {
        return !version().isEmpty();
    }

    OciArchive read() throws ArchiveException {
        String version = version();
        if (!version.equals(VERSION)) {
            throw tar.failure(LAYOUT, "unsupported OCI version " + version + "; this reads version " + VERSION);
        }
        ArchiveFile index = tar.table().find(INDEX)
                .orElseThrow(() -> tar.failure(null, "missing " + INDEX + " in OCI layout " + version));
        List<Descriptor> manifests;
        try {
            manifests = Manifests.layoutIndex(tar.document(index));
        } catch (ImageException e) {
            throw new ArchiveException(tar.path(), INDEX, e.getMessage(), e);
        }
        return verify ? hashed(manifests) : named(manifests);
    }

    private String version() throws ArchiveException {
        ArchiveFile layout = tar.table().find(LAYOUT).orElse(null);
        if (layout == null) {
            return "";
        }
        try {
            return JsonDocument.object(LAYOUT, tar.document(layout)).text("imageLayoutVersion");
        } catch (ImageException e) {
            throw new ArchiveException(tar.path(), LAYOUT, e.getMessage(), e);
        }
    }

    private OciArchive named(List<Descriptor> manifests) {
        Map<Digest, ArchiveBlob> blobs = new LinkedHashMap<>();
        List<ArchiveFile> others = new ArrayList<>();
        for (String name : tar.table().names()) {
            Matcher blob = BLOB.matcher(name);
            tar.table().find(name).ifPresent(file -> {
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
        FileHasher hasher = tar.hasher();
        for (ArchiveFile file : tar.table().files().values()) {
            Digest digest = hasher.hash(file);
            blobs.put(digest, new ArchiveBlob(digest, false, file));
        }
        return new OciArchive(manifests, blobs, List.of());
    }
}
