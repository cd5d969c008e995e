package io.quarkiverse.containerd.runtime.archive.layout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.ArchiveSource;
import io.quarkiverse.containerd.runtime.archive.StagedFile;

/** An archive whose index has been read. */
record OpenArchive(Path path, ArchiveIndex index, ArchiveLimits limits, ArchiveSource source) implements Archive {

    @Override
    public void read(ArchiveFile file, long position, ByteBuffer target) throws ArchiveException {
        source.read(file, position, target);
    }

    @Override
    public Optional<StagedFile> staged(ArchiveFile file) {
        return source.staged(file);
    }

    @Override
    public Optional<Path> original(ArchiveFile file) {
        return source.original(file);
    }

    @Override
    public void keepStaged(Set<StagedFile> wanted) throws IOException {
        source.keepStaged(wanted);
    }

    @Override
    public InputStream open(ArchiveFile file) {
        return new ArchiveFileStream(this, file);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
