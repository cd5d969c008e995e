package io.quarkiverse.containerd.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;

import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.quarkiverse.containerd.runtime.grpc.Calls;
import io.quarkiverse.containerd.runtime.grpc.Filters;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.AbortRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.ContentGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.Info;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.InfoRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.ListContentRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.ListContentResponse;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.ListStatusesRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.ReadContentRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.ReadContentResponse;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.UpdateRequest;
import io.quarkiverse.containerd.runtime.grpc.upload.BlobWriter;
import io.quarkiverse.containerd.runtime.grpc.upload.UploadRoute;
import io.quarkiverse.containerd.runtime.grpc.upload.WriteStream;
import io.quarkiverse.containerd.runtime.oci.Digest;

/** The blobs of a namespace. */
public final class ContentStore {

    private final Channel channel;
    private final CallTimeouts timeouts;
    private final UploadRoute uploads;

    ContentStore(Channel channel, CallTimeouts timeouts, UploadRoute uploads) {
        this.channel = channel;
        this.timeouts = timeouts;
        this.uploads = uploads;
    }

    private ContentGrpc.ContentBlockingStub stub() {
        return Calls.within(ContentGrpc.newBlockingStub(channel), timeouts.call());
    }

    /** What is known of a blob; empty if the namespace does not have it. */
    public Optional<BlobInfo> info(Digest digest) {
        return Optional.ofNullable(infos(List.of(digest)).get(digest));
    }

    /** What is known of those of the blobs that the namespace has. */
    public Map<Digest, BlobInfo> infos(Collection<Digest> digests) {
        Map<Digest, BlobInfo> infos = new LinkedHashMap<>();
        Calls.pipelined("Content.Info", digests,
                digest -> Calls.within(ContentGrpc.newFutureStub(channel), timeouts.call())
                        .info(InfoRequest.newBuilder().setDigest(digest.value()).build()),
                (digest, outcome) -> {
                    if (!outcome.is(Status.Code.NOT_FOUND)) {
                        infos.put(digest, blobInfo(outcome.get().getInfo()));
                    }
                });
        return infos;
    }

    /** All blobs. */
    public List<BlobInfo> list() {
        return list(ListContentRequest.getDefaultInstance());
    }

    /** The blobs that have this label; containerd looks at every blob of the namespace. */
    public List<BlobInfo> withLabel(String key, String value) {
        return list(ListContentRequest.newBuilder().addFilters(Filters.label(key, value)).build());
    }

    /** The blobs that have any value of this label, by digest; containerd looks at every blob of the namespace. */
    public List<BlobInfo> havingLabel(String key) {
        return list(ListContentRequest.newBuilder().addFilters(Filters.hasLabel(key)).build());
    }

    private List<BlobInfo> list(ListContentRequest request) {
        return Calls.call("Content.List", () -> {
            List<BlobInfo> infos = new ArrayList<>();
            Iterator<ListContentResponse> responses = stub().list(request);
            while (responses.hasNext()) {
                responses.next().getInfoList().forEach(info -> infos.add(blobInfo(info)));
            }
            return infos;
        });
    }

    /**
     * Reads a whole blob.
     *
     * @param limit bytes; a larger blob is an error
     * @throws ContainerdException with {@code NOT_FOUND} if the namespace does not have it, with {@code OUT_OF_RANGE} if it is
     *         larger than the limit
     */
    public byte[] read(Digest digest, int limit) {
        return read(digest, 0, limit);
    }

    /** Reads the first {@code length} bytes of a blob; all of it if it is shorter. */
    public byte[] head(BlobInfo blob, int length) {
        int size = (int) Math.min(length, blob.size());
        return size == 0 ? new byte[0] : read(blob.digest(), size, size);
    }

    private byte[] read(Digest digest, long size, int limit) {
        ReadContentRequest request = ReadContentRequest.newBuilder().setDigest(digest.value()).setSize(size).build();
        // cancelling the context ends the stream when it is left early
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            return context.wrap(() -> Calls.call("Content.Read", () -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                Iterator<ReadContentResponse> responses = stub().read(request);
                while (responses.hasNext()) {
                    ByteString data = responses.next().getData();
                    if (bytes.size() + data.size() > limit) {
                        throw tooLarge(digest, limit);
                    }
                    bytes.writeBytes(data.toByteArray());
                }
                return bytes.toByteArray();
            })).call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static ContainerdException tooLarge(Digest digest, int limit) {
        return new ContainerdException("Content.Read", Status.Code.OUT_OF_RANGE,
                digest + " is larger than " + limit + " bytes", null);
    }

    /**
     * Brings a blob into the store. When this returns the blob is there, with the labels. When it throws, or the thread is
     * interrupted, nothing of the upload is left.
     *
     * @throws IOException if the source fails
     * @throws ContainerdException with {@code FAILED_PRECONDITION} if the bytes do not have the size or digest announced
     */
    public UploadResult write(BlobUpload upload) throws IOException {
        return new BlobWriter(this).write(upload);
    }

    public WriteStream openWrite() {
        return WriteStream.open(uploads);
    }

    /** Sets labels of a blob; its other labels stay. An empty value removes a label. */
    public void updateLabels(Digest digest, Map<String, String> labels) {
        UpdateRequest request = UpdateRequest.newBuilder()
                .setInfo(Info.newBuilder().setDigest(digest.value()).putAllLabels(labels))
                .setUpdateMask(FieldMask.newBuilder().addAllPaths(Calls.maskOf("labels", labels.keySet())))
                .build();
        Calls.call("Content.Update", () -> stub().update(request));
    }

    /** Drops an ingest; one that is gone already is fine. */
    public void abort(String ref) {
        try {
            Calls.call("Content.Abort", () -> stub().abort(AbortRequest.newBuilder().setRef(ref).build()));
        } catch (ContainerdException e) {
            if (e.code() != Status.Code.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** The ingests, those in use and those left behind. */
    public List<Ingest> ingests() {
        return Calls.call("Content.ListStatuses", () -> stub().listStatuses(ListStatusesRequest.getDefaultInstance()))
                .getStatusesList().stream()
                .map(status -> new Ingest(status.getRef(), status.getOffset(), status.getTotal(), status.getExpected(),
                        Calls.instant(status.getStartedAt()), Calls.instant(status.getUpdatedAt())))
                .toList();
    }

    private static BlobInfo blobInfo(Info info) {
        return new BlobInfo(new Digest(info.getDigest()), info.getSize(), info.getLabelsMap(),
                Calls.instant(info.getCreatedAt()), Calls.instant(info.getUpdatedAt()));
    }
}
