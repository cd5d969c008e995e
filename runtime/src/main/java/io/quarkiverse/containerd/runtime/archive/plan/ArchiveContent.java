package io.quarkiverse.containerd.runtime.archive.plan;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.StagedFile;
import io.quarkiverse.containerd.runtime.archive.layout.Archive;

/** The bytes of a blob in an open archive. */
record ArchiveContent(Archive archive, ArchiveFile file) implements BlobContent {

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public void read(long position, ByteBuffer target) throws ArchiveException {
        archive.read(file, position, target);
    }

    @Override
    public Optional<Path> original() {
        return archive.original(file);
    }

    @Override
    public Optional<StagedFile> staged() {
        return archive.staged(file);
    }
}
