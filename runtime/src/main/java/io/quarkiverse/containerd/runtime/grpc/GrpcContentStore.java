package io.quarkiverse.containerd.runtime.grpc;

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

import io.grpc.Context;
import io.grpc.Status;
import io.quarkiverse.containerd.client.Adoption;
import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.ContentStore;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.Ingest;
import io.quarkiverse.containerd.client.UploadResult;
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

/** The blobs of a namespace, over gRPC. */
final class GrpcContentStore implements ContentStore {

    private final Connection connection;

    GrpcContentStore(Connection connection) {
        this.connection = connection;
    }

    private ContentGrpc.ContentBlockingStub stub() {
        return connection.stub(ContentGrpc::newBlockingStub);
    }

    @Override
    public Optional<BlobInfo> info(Digest digest) {
        return Optional.ofNullable(infos(List.of(digest)).get(digest));
    }

    @Override
    public Map<Digest, BlobInfo> infos(Collection<Digest> digests) {
        Map<Digest, BlobInfo> infos = new LinkedHashMap<>();
        Calls.pipelined("Content.Info", digests,
                digest -> connection.stub(ContentGrpc::newFutureStub)
                        .info(InfoRequest.newBuilder().setDigest(digest.value()).build()),
                (digest, outcome) -> {
                    if (!outcome.is(Status.Code.NOT_FOUND)) {
                        infos.put(digest, blobInfo(outcome.get().getInfo()));
                    }
                });
        return infos;
    }

    @Override
    public List<BlobInfo> list() {
        return list(ListContentRequest.getDefaultInstance());
    }

    @Override
    public List<BlobInfo> listByLabel(String key, String value) {
        return list(ListContentRequest.newBuilder().addFilters(Filters.label(key, value)).build());
    }

    @Override
    public List<BlobInfo> listByLabel(String key) {
        return list(ListContentRequest.newBuilder().addFilters(Filters.hasLabel(key)).build());
    }

    private List<BlobInfo> list(ListContentRequest request) {
        return Calls.call("Content.List", () -> {
            List<BlobInfo> infos = new ArrayList<>();
            Iterator<ListContentResponse> responses = stub().list(request);
            while (responses.hasNext()) {
                responses.next().getInfoList().stream().filter(info -> Digest.isValid(info.getDigest()))
                        .forEach(info -> infos.add(blobInfo(info)));
            }
            return infos;
        });
    }

    @Override
    public byte[] read(Digest digest, int limit) {
        return read(digest, 0, limit);
    }

    @Override
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

    @Override
    public UploadResult write(BlobUpload upload) throws IOException {
        return new BlobWriter(this).write(upload);
    }

    @Override
    public Adoption adopt(BlobUpload blob) {
        return new BlobAdopter(this).adopt(blob);
    }

    /** Opens a call that writes a blob. */
    WriteCall openWrite() {
        return new WriteCall(connection.channel(), connection.timeouts().uploadIdle());
    }

    @Override
    public void updateLabels(Digest digest, Map<String, String> labels) {
        UpdateRequest request = UpdateRequest.newBuilder()
                .setInfo(Info.newBuilder().setDigest(digest.value()).putAllLabels(labels))
                .setUpdateMask(FieldMask.newBuilder().addAllPaths(Calls.maskOf("labels", labels.keySet())))
                .build();
        Calls.call("Content.Update", () -> stub().update(request));
    }

    @Override
    public void abort(String ref) {
        Calls.tryCall("Content.Abort", Status.Code.NOT_FOUND,
                () -> stub().abort(AbortRequest.newBuilder().setRef(ref).build()));
    }

    /** Leaves nothing of a write that has failed: containerd would resume it under the same name. */
    void discard(String ref, Exception reason) {
        Calls.uninterruptibly(() -> {
            try {
                abort(ref);
            } catch (ContainerdException e) {
                reason.addSuppressed(e);
            }
        });
    }

    @Override
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
