package io.quarkiverse.containerd.runtime.archive.compression;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import io.quarkiverse.containerd.runtime.disk.ReaderThreads;

/**
 * Reads a stream ahead in a thread of its own, so that decompression does not wait for the disk, nor the disk for it. For one
 * consumer.
 */
final class ReadAhead implements AutoCloseable {

    private static final int BLOCK = 256 * 1024;
    private static final int BLOCKS = 4;
    /** Number of bytes that are lost if the last of them are damaged. */
    private static final int PIECE = 16 * 1024;
    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final InputStream source;
    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BLOCKS);
    private final BlockingQueue<ByteBuffer> full = new ArrayBlockingQueue<>(BLOCKS + 1);
    private final Thread thread = new Thread(this::read, "preseed-decompression");
    private Throwable failure;
    private ByteBuffer current;

    /** @param source the stream, which is closed with this */
    ReadAhead(InputStream source) {
        this.source = source;
        for (int i = 1; i < BLOCKS; i++) {
            free.add(ByteBuffer.allocate(BLOCK));
        }
        current = ByteBuffer.allocate(BLOCK).limit(0);
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try {
            while (fill(free.take().clear())) {
                // the consumer gives the blocks back
            }
        } catch (Throwable e) {
            failure = e;
        } finally {
            full.add(END);
        }
    }

    /** Hands over a block, also if the stream fails. @return whether the stream may have more */
    private boolean fill(ByteBuffer block) throws IOException {
        try {
            int count = 0;
            while (count >= 0 && block.hasRemaining()) {
                count = source.read(block.array(), block.position(), Math.min(PIECE, block.remaining()));
                block.position(block.position() + Math.max(0, count));
            }
            return count >= 0;
        } finally {
            full.add(block.flip());
        }
    }

    /**
     * Returns the next bytes without taking them; empty at the end.
     *
     * @throws IOException if the stream fails, after all bytes before that
     */
    ByteBuffer peek() throws IOException, InterruptedException {
        while (!current.hasRemaining() && current != END) {
            free.add(current);
            current = full.take();
        }
        if (current == END && failure != null) {
            throw ReaderThreads.failure(failure);
        }
        return current.slice();
    }

    /**
     * Takes the next bytes.
     *
     * @return at most so many, which are valid until the next call; empty at the end
     * @throws IOException if the stream fails, after all bytes before that
     */
    ByteBuffer next(long most) throws IOException, InterruptedException {
        ByteBuffer bytes = peek();
        bytes.limit((int) Math.min(most, bytes.limit()));
        current.position(current.position() + bytes.limit());
        return bytes;
    }

    /** Returns when the stream is not read any more. */
    @Override
    public void close() throws IOException {
        thread.interrupt();
        ReaderThreads.join(thread);
        source.close();
    }
}
