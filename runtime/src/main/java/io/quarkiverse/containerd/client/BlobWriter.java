package io.quarkiverse.containerd.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import io.grpc.Status;
import io.quarkiverse.containerd.client.grpc.content.WriteAction;
import io.quarkiverse.containerd.client.grpc.content.WriteContentRequest;
import io.quarkiverse.containerd.client.grpc.content.WriteContentResponse;

/**
 * Uploads blobs by containerd's Content.Write: a small blob in one message, a large one in chunks that are sent ahead of their
 * answers.
 */
final class BlobWriter {

    /** The best size by measurement on containerd 1.6 to 2.1: smaller is slower, 4 MiB costs the daemon twice the time. */
    static final int CHUNK = 1 << 20;

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE_MILLIS = 16;
    private static final long LONGEST_PAUSE_MILLIS = 1000;

    private final ContentStore store;
    private long bytesSent;

    BlobWriter(ContentStore store) {
        this.store = store;
    }

    UploadResult write(BlobUpload upload) throws IOException {
        long patienceEnds = System.nanoTime() + LOCK_PATIENCE.toNanos();
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
                if (isLocked(e) && System.nanoTime() < patienceEnds) {
                    pause(pause);
                    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                } else {
                    discard(upload.ref(), e);
                    if (restarted || !isMixedUp(e)) {
                        throw e;
                    }
                    restarted = true;
                }
            } catch (IOException | RuntimeException e) {
                discard(upload.ref(), e);
                throw e;
            }
        }
    }

    /** @return whether the namespace had the blob */
    private boolean attempt(BlobUpload upload) throws IOException {
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
                throw new ContentMismatchException(upload.digest(), e.description(), e);
            }
            throw e;
        }
    }

    private WriteContentResponse sendSmall(WriteStream stream, BlobUpload upload) throws IOException {
        ByteBuffer data = ByteBuffer.allocate((int) upload.size());
        upload.source().read(0, data);
        stream.send(first(upload, WriteAction.COMMIT).putAllLabels(upload.labels()).setData(content(data)).build());
        bytesSent += upload.size();
        return stream.finish();
    }

    private WriteContentResponse sendLarge(WriteStream stream, BlobUpload upload) throws IOException {
        // asks first: containerd may have the blob, here or in another namespace that shares it
        stream.send(first(upload, WriteAction.STAT).build());
        long offset = stream.awaitAnswers().getOffset();
        if (offset != 0 && offset != upload.size()) {
            throw new ContainerdException(WriteStream.METHOD, Status.Code.OUT_OF_RANGE,
                    "ingest " + upload.ref() + " holds " + offset + " bytes of an earlier upload", null);
        }
        ByteBuffer[] buffers = new ByteBuffer[WriteStream.WINDOW + 1];
        for (int chunk = 0; upload.size() - offset > CHUNK; chunk++) {
            ByteBuffer buffer = buffer(buffers, chunk, CHUNK);
            upload.source().read(offset, buffer);
            stream.send(WriteContentRequest.newBuilder().setAction(WriteAction.WRITE).setOffset(offset)
                    .setData(content(buffer)).build());
            offset += CHUNK;
            bytesSent += CHUNK;
        }
        ByteBuffer rest = ByteBuffer.allocate((int) (upload.size() - offset));
        if (rest.hasRemaining()) {
            upload.source().read(offset, rest);
        }
        stream.send(WriteContentRequest.newBuilder().setAction(WriteAction.COMMIT).setOffset(offset)
                .setTotal(upload.size()).setExpected(upload.digest().value()).putAllLabels(upload.labels())
                .setData(content(rest)).build());
        bytesSent += rest.capacity();
        return stream.finish();
    }

    /** A buffer that no unanswered message uses: one more of them than such messages can be. */
    private static ByteBuffer buffer(ByteBuffer[] buffers, int chunk, int size) {
        int slot = chunk % buffers.length;
        if (buffers[slot] == null) {
            buffers[slot] = ByteBuffer.allocate(size);
        }
        return buffers[slot].clear();
    }

    private static WriteContentRequest.Builder first(BlobUpload upload, WriteAction action) {
        return WriteContentRequest.newBuilder().setAction(action).setRef(upload.ref()).setTotal(upload.size())
                .setExpected(upload.digest().value());
    }

    private static ByteString content(ByteBuffer filled) {
        return UnsafeByteOperations.unsafeWrap(filled.flip());
    }

    private static boolean isLocked(ContainerdException e) {
        return e.code() == Status.Code.UNAVAILABLE && e.description().contains("locked");
    }

    /** Whether the ingest may have held bytes of something else, so that a fresh one may do better. */
    private static boolean isMixedUp(ContainerdException e) {
        return e.code() == Status.Code.FAILED_PRECONDITION || e.code() == Status.Code.OUT_OF_RANGE;
    }

    /** Nothing of a failed upload is to stay: containerd would resume it under the same name. */
    private void discard(String ref, Exception reason) {
        Calls.despiteInterrupt(() -> {
            try {
                store.abort(ref);
            } catch (ContainerdException e) {
                reason.addSuppressed(e);
            }
        });
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
