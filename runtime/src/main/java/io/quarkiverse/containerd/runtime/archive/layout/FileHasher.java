package io.quarkiverse.containerd.runtime.archive.layout;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ArchiveSource;
import io.quarkiverse.containerd.runtime.archive.StagedFile;
import io.quarkiverse.containerd.runtime.archive.TransientArchiveException;
import io.quarkiverse.containerd.runtime.oci.Sha256;

/** Hashes the files of an archive, each at most once. */
public final class FileHasher {

    private static final int BUFFER = 256 * 1024;

    private final Path archive;
    private final ArchiveSource source;
    private final Map<ArchiveFile, Digest> known = new HashMap<>();

    /**
     * @param archive the archive, for messages
     * @param source the bytes of its files
     */
    public FileHasher(Path archive, ArchiveSource source) {
        this.archive = archive;
        this.source = source;
    }

    /** Returns the digest of a file. */
    public Digest hash(ArchiveFile file) throws ArchiveException {
        Digest digest = known.get(file);
        if (digest == null) {
            Optional<StagedFile> staged = source.staged(file);
            digest = staged.isPresent() ? staged.get().digest() : read(file);
            known.put(file, digest);
        }
        return digest;
    }

    /** Finds the first file with one of these digests. */
    Optional<ArchiveFile> find(List<ArchiveFile> candidates, Set<Digest> wanted) throws ArchiveException {
        for (ArchiveFile candidate : candidates) {
            if (wanted.contains(hash(candidate))) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private Digest read(ArchiveFile file) throws ArchiveException {
        MessageDigest sha256 = Sha256.forSize(file.size());
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, file.size()));
        for (long position = 0; position < file.size(); position += buffer.limit()) {
            if (Thread.currentThread().isInterrupted()) {
                // reads of holes touch no channel, which would notice it
                throw new TransientArchiveException(archive, file.name(), "hashing was interrupted", null);
            }
            buffer.clear().limit((int) Math.min(buffer.capacity(), file.size() - position));
            source.read(file, position, buffer);
            sha256.update(buffer.flip());
        }
        return Digest.of(sha256);
    }
}
