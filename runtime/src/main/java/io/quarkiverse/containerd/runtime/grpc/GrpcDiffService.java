package io.quarkiverse.containerd.runtime.grpc;

import java.time.Duration;
import java.util.List;

import io.quarkiverse.containerd.client.DiffService;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.Mount;
import io.quarkiverse.containerd.runtime.grpc.stubs.diff.ApplyRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.diff.DiffGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.types.Descriptor;

/** Unpacks layers over gRPC. */
final class GrpcDiffService implements DiffService {

    /** Enough for many gigabytes on a slow disk. */
    private static final Duration APPLY_TIMEOUT = Duration.ofHours(1);

    private final Connection connection;

    GrpcDiffService(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Digest apply(ImageTarget layer, List<Mount> mounts) {
        ApplyRequest.Builder request = ApplyRequest.newBuilder().setDiff(Descriptor.newBuilder()
                .setMediaType(layer.mediaType()).setDigest(layer.digest()).setSize(layer.size())
                .putAllAnnotations(layer.annotations()));
        for (Mount mount : mounts) {
            request.addMounts(io.quarkiverse.containerd.runtime.grpc.stubs.types.Mount.newBuilder().setType(mount.type())
                    .setSource(mount.source()).setTarget(mount.target()).addAllOptions(mount.options()));
        }
        return new Digest(Calls.call("Diff.Apply",
                () -> connection.stub(DiffGrpc::newBlockingStub, APPLY_TIMEOUT).apply(request.build()))
                .getApplied().getDigest());
    }
}
