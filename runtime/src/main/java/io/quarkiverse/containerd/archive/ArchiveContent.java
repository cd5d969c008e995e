package io.quarkiverse.containerd.archive;

import java.nio.ByteBuffer;

/** A blob in an open archive. */
record ArchiveContent(Archive archive, ArchiveFile file) implements BlobContent {

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public void read(long position, ByteBuffer target) throws ArchiveException {
        archive.read(file, position, target);
    }
}
