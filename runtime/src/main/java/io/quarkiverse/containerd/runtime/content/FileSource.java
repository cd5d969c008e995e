package io.quarkiverse.containerd.runtime.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import io.quarkiverse.containerd.client.BlobUpload;

/**
 * The bytes of a blob that a file holds, and nothing else. The file system may share them with the blob's file, where it can
 * clone; they are read from here only if blobs have to be sent.
 *
 * @param file the file, which belongs to others: it is never linked, as they may change it
 * @param bytes reads it
 * @param copies is told before some of its bytes are copied, and may refuse it
 */
public record FileSource(Path file, BlobUpload.Source bytes, Copies copies) implements BlobUpload.Source {

    /** What has a say in copies. */
    @FunctionalInterface
    public interface Copies {

        /** Takes note that so many bytes are copied next. */
        void next(long bytes) throws IOException;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        bytes.read(position, target);
    }

    /** Returns the same source, of which nothing can be had once something else refuses it. */
    public FileSource unless(Runnable refusal) {
        return new FileSource(file, (position, target) -> {
            refusal.run();
            bytes.read(position, target);
        }, length -> {
            refusal.run();
            copies.next(length);
        });
    }
}
