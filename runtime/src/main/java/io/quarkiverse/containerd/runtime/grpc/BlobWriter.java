package io.quarkiverse.containerd.runtime.grpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.grpc.Status;
import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.ContentMismatchException;
import io.quarkiverse.containerd.client.UploadResult;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteAction;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentResponse;

/**
 * Uploads blobs by containerd's Content.Write: a small blob in one message, a large one in chunks that are sent without waiting
 * for the response to each.
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
        try (WriteCall call = store.openWrite()) {
            WriteContentResponse end = upload.size() <= CHUNK ? sendSmall(call, upload) : sendLarge(call, upload);
            if (end == null || end.getAction() != WriteAction.COMMIT) {
                throw new ContainerdException(WriteCall.METHOD, Status.Code.INTERNAL,
                        "the stream ended without a commit of " + upload.digest(), null);
            }
            return false;
        } catch (ContainerdException e) {
            if (e.code() == Status.Code.ALREADY_EXISTS) {
                return true;
            }
            if (e.code() == Status.Code.FAILED_PRECONDITION) {
                throw new ContentMismatchException(WriteCall.METHOD, upload.digest(), e.description(), e);
            }
            throw e;
        }
    }

    private WriteContentResponse sendSmall(WriteCall call, BlobUpload upload) throws IOException {
        call.send(first(upload, WriteAction.COMMIT).putAllLabels(upload.labels()), chunk(upload, 0));
        bytesSent += upload.size();
        return call.finish();
    }

    private WriteContentResponse sendLarge(WriteCall call, BlobUpload upload) throws IOException {
        // asks first: containerd may have the blob already, here or in another namespace that shares its content
        call.send(first(upload, WriteAction.STAT));
        long offset = call.awaitAnswers().getOffset();
        resumed = offset > 0;
        if (offset != 0 && offset != upload.size()) {
            throw new ContainerdException(WriteCall.METHOD, Status.Code.OUT_OF_RANGE,
                    "ingest " + upload.ref() + " holds " + offset + " bytes of an earlier upload", null);
        }
        while (upload.size() - offset > CHUNK) {
            call.send(WriteContentRequest.newBuilder().setAction(WriteAction.WRITE).setOffset(offset), chunk(upload, offset));
            offset += CHUNK;
            bytesSent += CHUNK;
        }
        call.send(WriteContentRequest.newBuilder().setAction(WriteAction.COMMIT).setOffset(offset)
                .setTotal(upload.size()).setExpected(upload.digest().value()).putAllLabels(upload.labels()),
                chunk(upload, offset));
        bytesSent += upload.size() - offset;
        return call.finish();
    }

    private static WriteContentRequest.Builder first(BlobUpload upload, WriteAction action) {
        return WriteContentRequest.newBuilder().setAction(action).setRef(upload.ref()).setTotal(upload.size())
                .setExpected(upload.digest().value());
    }

    /** Reads the bytes from this position, as many as remain and fit. */
    private static ByteBuffer chunk(BlobUpload upload, long position) throws IOException {
        // a message may wait in the channel, so each has memory of its own
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(CHUNK, upload.size() - position));
        if (bytes.hasRemaining()) {
            upload.source().read(position, bytes);
        }
        return bytes.flip();
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
            throw new ContainerdException(WriteCall.METHOD, Status.Code.CANCELLED, "interrupted", e);
        }
    }
}
