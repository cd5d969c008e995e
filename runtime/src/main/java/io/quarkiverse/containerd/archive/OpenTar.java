package io.quarkiverse.containerd.archive;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A scanned tar file whose meaning is being worked out. */
record OpenTar(Path path, FileChannel channel, TarTable table, ArchiveLimits limits) {

    /** @throws ArchiveException if the file is larger than a document may be */
    byte[] document(ArchiveFile file) throws ArchiveException {
        if (file.size() > limits.documentBytes()) {
            throw failure(file.name(), "the document has " + file.size() + " bytes, the limit is " + limits.documentBytes());
        }
        return start(file, limits.documentBytes());
    }

    /** The first bytes of a file. */
    byte[] start(ArchiveFile file, int most) throws ArchiveException {
        byte[] bytes = new byte[(int) Math.min(most, file.size())];
        read(file, 0, ByteBuffer.wrap(bytes));
        return bytes;
    }

    FileHasher hasher() {
        return new FileHasher(this::read);
    }

    private void read(ArchiveFile file, long position, ByteBuffer target) throws ArchiveException {
        TarArchive.read(path, channel, file, position, target);
    }

    ArchiveException failure(String entry, String reason) {
        return new ArchiveException(path, entry, reason);
    }
}
