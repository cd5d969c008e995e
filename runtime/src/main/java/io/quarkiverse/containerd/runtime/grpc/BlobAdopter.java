package io.quarkiverse.containerd.runtime.grpc;

import io.grpc.Status;
import io.quarkiverse.containerd.client.Adoption;
import io.quarkiverse.containerd.client.BlobUpload;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteAction;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentResponse;

/**
 * Has containerd adopt files as blobs. Its Content.Write looks for the file of an expected digest that the namespace lacks, and
 * if it is there, the writer begins at the end of the blob; so one message without data commits it.
 */
final class BlobAdopter {

    private final GrpcContentStore store;

    BlobAdopter(GrpcContentStore store) {
        this.store = store;
    }

    Adoption adopt(BlobUpload blob) {
        try (WriteCall call = store.openWrite()) {
            call.send(WriteContentRequest.newBuilder().setAction(WriteAction.COMMIT).setRef(blob.ref())
                    .setTotal(blob.size()).setOffset(blob.size()).setExpected(blob.digest().value())
                    .putAllLabels(blob.labels()));
            WriteContentResponse end = call.finish();
            if (end == null || end.getAction() != WriteAction.COMMIT) {
                throw new ContainerdException(WriteCall.METHOD, Status.Code.INTERNAL,
                        "the stream ended without a commit of " + blob.digest(), null);
            }
            return Adoption.ADOPTED;
        } catch (ContainerdException e) {
            if (e.code() == Status.Code.ALREADY_EXISTS) {
                if (!blob.labels().isEmpty()) {
                    store.updateLabels(blob.digest(), blob.labels());
                }
                return Adoption.EXISTED;
            }
            store.discard(blob.ref(), e);
            if (e.code() == Status.Code.OUT_OF_RANGE) {
                return Adoption.ABSENT;
            }
            throw e;
        }
    }
}
