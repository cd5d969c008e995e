package io.quarkiverse.containerd.runtime.archive.layout;

import java.nio.ByteBuffer;
import java.nio.file.Path;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.ArchiveSource;
import io.quarkiverse.containerd.runtime.archive.FileTable;

/** The files of an archive whose index is being read. */
record ArchiveFiles(Path path, FileTable table, ArchiveSource source, ArchiveLimits limits) {

    /** @throws ArchiveException if the file is too large for a document */
    byte[] document(ArchiveFile file) throws ArchiveException {
        limits.requireDocument(path, file);
        return start(file, limits.documentBytes());
    }

    /** Returns the first bytes of a file. */
    byte[] start(ArchiveFile file, int most) throws ArchiveException {
        byte[] start = new byte[(int) Math.min(most, file.size())];
        source.read(file, 0, ByteBuffer.wrap(start));
        return start;
    }

    FileHasher hasher() {
        return new FileHasher(path, source);
    }

    ArchiveException failure(String entry, String reason) {
        return new ArchiveException(path, entry, reason);
    }
}
