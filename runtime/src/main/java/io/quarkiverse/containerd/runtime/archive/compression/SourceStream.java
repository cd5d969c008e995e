package io.quarkiverse.containerd.runtime.archive.compression;

import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.archive.ArchiveProgress;

/** The bytes of a compressed archive. Tells errors of reading them from errors in them. */
final class SourceStream extends FilterInputStream {

    private final FileChannel archive;
    private volatile Optional<IOException> failure = Optional.empty();

    /** @param archive the archive, which is not closed with this */
    SourceStream(FileChannel archive) {
        super(Channels.newInputStream(archive));
        this.archive = archive;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            failure = Optional.of(e);
            throw e;
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            failure = Optional.of(e);
            throw e;
        }
    }

    /** Tells how much has been read. */
    void report(ArchiveProgress progress) throws IOException {
        progress.decompressed(archive.position(), archive.size());
    }

    /** Returns the error that reading has ended with; empty if there was none. */
    Optional<IOException> failure() {
        return failure;
    }

    @Override
    public void close() {
        // who opened the archive closes it
    }
}
