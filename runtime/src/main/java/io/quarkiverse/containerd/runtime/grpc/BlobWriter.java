package io.quarkiverse.containerd.runtime.grpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.ContentMismatchException;
import io.quarkiverse.containerd.client.UploadResult;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteAction;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentResponse;
import io.quarkiverse.containerd.runtime.grpc.upload.WriteStream;

/**
 * Uploads blobs by containerd's Content.Write: a small blob in one message, a large one in chunks that are sent without waiting
 * for the response to each. The chunks are read from the source into the memory that the socket sends from.
 */
final class BlobWriter {

    /**
     * The best size by measurement on containerd 1.6 to 2.1: smaller chunks are slower, 4 MiB take the daemon twice the time.
     * With its other fields the message just fits into the buffers of 1 MiB that containerd 2.x reuses; a larger message takes
     * a tenth longer.
     */
    private static final int CHUNK = (1 << 20) - 4096;

    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE_MILLIS = 16;
    private static final long LONGEST_PAUSE_MILLIS = 1000;

    private final GrpcContentStore store;
    private long bytesSent;
    /** Whether the newest attempt began with bytes that containerd had. */
    private boolean resumed;

    BlobWriter(GrpcContentStore store) {
        this.store = store;
    }

    UploadResult write(BlobUpload upload) throws IOException {
        long lockDeadline = System.nanoTime() + LOCK_TIMEOUT.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        boolean restarted = false;
        while (true) {
            try {
                boolean existed = attempt(upload);
                if (existed && !upload.labels().isEmpty()) {
                    store.updateLabels(upload.digest(), upload.labels());
                }
                return new UploadResult(existed, bytesSent);
            } catch (ContainerdException e) {
                if (isLocked(e) && System.nanoTime() < lockDeadline) {
                    pause(pause);
                    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                } else {
                    store.discard(upload.ref(), e);
                    if (restarted || !holdsOtherBytes(e)) {
                        throw e;
                    }
                    restarted = true;
                }
            } catch (IOException | RuntimeException e) {
                store.discard(upload.ref(), e);
                throw e;
            }
        }
    }

    /** Returns whether the namespace had the blob. */
    private boolean attempt(BlobUpload upload) throws IOException {
        resumed = false;
        try (WriteStream stream = store.openWrite()) {
            WriteContentResponse end = upload.size() <= CHUNK ? sendSmall(stream, upload) : sendLarge(stream, upload);
            if (end == null || end.getAction() != WriteAction.COMMIT) {
                throw new ContainerdException(WriteStream.METHOD, Status.Code.INTERNAL,
                        "the stream ended without a commit of " + upload.digest(), null);
            }
            return false;
        } catch (ContainerdException e) {
            if (e.code() == Status.Code.ALREADY_EXISTS) {
                return true;
            }
            if (e.code() == Status.Code.FAILED_PRECONDITION) {
                throw new ContentMismatchException(WriteStream.METHOD, upload.digest(), e.description(), e);
            }
            throw e;
        }
    }

    private WriteContentResponse sendSmall(WriteStream stream, BlobUpload upload) throws IOException {
        try (Chunk chunk = new Chunk(upload)) {
            stream.send(first(upload, WriteAction.COMMIT).putAllLabels(upload.labels()).build(), chunk.read(0));
        }
        bytesSent += upload.size();
        return stream.finish();
    }

    private WriteContentResponse sendLarge(WriteStream stream, BlobUpload upload) throws IOException {
        // asks first: containerd may have the blob already, here or in another namespace that shares its content
        stream.send(first(upload, WriteAction.STAT).build(), ByteBuffer.allocate(0));
        long offset = stream.awaitAnswers().getOffset();
        resumed = offset > 0;
        if (offset != 0 && offset != upload.size()) {
            throw new ContainerdException(WriteStream.METHOD, Status.Code.OUT_OF_RANGE,
                    "ingest " + upload.ref() + " holds " + offset + " bytes of an earlier upload", null);
        }
        try (Chunk chunk = new Chunk(upload)) {
            while (upload.size() - offset > CHUNK) {
                stream.send(WriteContentRequest.newBuilder().setAction(WriteAction.WRITE).setOffset(offset).build(),
                        chunk.read(offset));
                offset += CHUNK;
                bytesSent += CHUNK;
            }
            long rest = upload.size() - offset;
            stream.send(WriteContentRequest.newBuilder().setAction(WriteAction.COMMIT).setOffset(offset)
                    .setTotal(upload.size()).setExpected(upload.digest().value()).putAllLabels(upload.labels()).build(),
                    chunk.read(offset));
            bytesSent += rest;
        }
        return stream.finish();
    }

    private static WriteContentRequest.Builder first(BlobUpload upload, WriteAction action) {
        return WriteContentRequest.newBuilder().setAction(action).setRef(upload.ref()).setTotal(upload.size())
                .setExpected(upload.digest().value());
    }

    /** Memory outside the heap, which is read from and written to without a copy. */
    private static final class Chunk implements AutoCloseable {

        private final BlobUpload upload;
        private final ByteBuf memory;

        Chunk(BlobUpload upload) {
            this.upload = upload;
            this.memory = Unpooled.directBuffer((int) Math.min(CHUNK, upload.size()));
        }

        /** Reads the bytes from this position, as many as remain and fit. */
        ByteBuffer read(long position) throws IOException {
            int length = (int) Math.min(CHUNK, upload.size() - position);
            ByteBuffer bytes = memory.nioBuffer(0, length);
            if (length > 0) {
                upload.source().read(position, bytes);
            }
            return bytes.flip();
        }

        @Override
        public void close() {
            memory.release();
        }
    }

    private static boolean isLocked(ContainerdException e) {
        return e.code() == Status.Code.UNAVAILABLE && e.description().contains("locked");
    }

    /** Whether the ingest may have held bytes of something else, so that it is worth starting again. */
    private boolean holdsOtherBytes(ContainerdException e) {
        return resumed && (e.code() == Status.Code.FAILED_PRECONDITION || e.code() == Status.Code.OUT_OF_RANGE);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerdException(WriteStream.METHOD, Status.Code.CANCELLED, "interrupted", e);
        }
    }
}
