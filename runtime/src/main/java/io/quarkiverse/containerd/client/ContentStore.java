package io.quarkiverse.containerd.client;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The blobs of a namespace. */
public interface ContentStore {

    /** Returns size and labels of a blob; empty if the namespace does not have it. */
    Optional<BlobInfo> info(Digest digest);

    /** Returns size and labels of those of the blobs that the namespace has, by digest. */
    Map<Digest, BlobInfo> infos(Collection<Digest> digests);

    /** Returns all blobs with a SHA-256 digest; containerd itself computes no other. */
    List<BlobInfo> list();

    /** Returns the blobs with this label, whatever its value. containerd inspects every blob of the namespace for this. */
    List<BlobInfo> listByLabel(String key);

    /** Returns the blobs with this label and value. containerd inspects every blob of the namespace for this. */
    List<BlobInfo> listByLabel(String key, String value);

    /**
     * Reads a whole blob.
     *
     * @param limit the largest acceptable size, in bytes
     * @throws ContainerdException with {@code NOT_FOUND} if the namespace does not have the blob, with {@code OUT_OF_RANGE} if
     *         the blob is larger than the limit
     */
    byte[] read(Digest digest, int limit);

    /** Reads the first {@code length} bytes of a blob, or all of it if it is shorter. */
    byte[] head(BlobInfo blob, int length);

    /**
     * Writes a blob. When this returns, the blob is stored and has the labels. When it throws, or the thread is interrupted,
     * nothing of the upload is left behind.
     *
     * @throws IOException if the source fails
     * @throws ContentMismatchException if the bytes do not have the announced size or digest
     */
    UploadResult write(BlobUpload upload) throws IOException;

    /**
     * Makes a blob of a file that is in {@link ContainerdClient#contentDirectory() containerd's content directory} under its
     * digest, without sending any bytes. containerd looks at the file's size but does not read it: whoever put it there must
     * have verified its digest. Unless the result is {@link Adoption#ABSENT} the blob has the labels. Nothing of an adoption
     * that fails is left behind, but the file stays.
     *
     * @param blob the blob; its source is not read
     */
    Adoption adopt(BlobUpload blob);

    /** Sets labels of a blob; its other labels stay. An empty value removes a label. */
    void updateLabels(Digest digest, Map<String, String> labels);

    /** Returns the ingests, those in progress and those left behind. */
    List<Ingest> ingests();

    /** Aborts an ingest; does nothing if there is none of this name. */
    void abort(String ref);
}
