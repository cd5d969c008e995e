package io.quarkiverse.containerd.runtime.content;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.runtime.archive.StagedFile;

/**
 * The bytes of a blob in a file that {@link BlobPlacement#staging} has written. It becomes the blob's file, and is read only if
 * blobs have to be sent.
 */
public record StagedSource(StagedFile file) implements BlobUpload.Source {

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        file.read(position, target);
    }
}
