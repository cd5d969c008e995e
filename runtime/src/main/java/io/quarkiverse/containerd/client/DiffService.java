package io.quarkiverse.containerd.client;

import java.time.Duration;
import java.util.List;

import io.grpc.Channel;
import io.quarkiverse.containerd.runtime.grpc.Calls;
import io.quarkiverse.containerd.runtime.grpc.stubs.diff.ApplyRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.diff.DiffGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.types.Descriptor;
import io.quarkiverse.containerd.runtime.oci.Digest;

/** Unpacks the layers of a namespace's content store. */
public final class DiffService {

    /** For many gigabytes on a slow disk. An interrupt ends a call earlier. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Channel channel;

    DiffService(Channel channel) {
        this.channel = channel;
    }

    /**
     * Unpacks a layer, decompressing it if need be.
     *
     * @param layer the stored layer
     * @param mounts where to: what {@link SnapshotStore#prepare} answered
     * @return the digest of the uncompressed layer, its diff_id
     * @throws ContainerdException with {@code NOT_FOUND} if the namespace does not have the layer
     */
    public Digest apply(ImageTarget layer, List<Mount> mounts) {
        ApplyRequest.Builder request = ApplyRequest.newBuilder().setDiff(Descriptor.newBuilder()
                .setMediaType(layer.mediaType()).setDigest(layer.digest()).setSize(layer.size())
                .putAllAnnotations(layer.annotations()));
        for (Mount mount : mounts) {
            request.addMounts(io.quarkiverse.containerd.runtime.grpc.stubs.types.Mount.newBuilder().setType(mount.type())
                    .setSource(mount.source()).setTarget(mount.target()).addAllOptions(mount.options()));
        }
        return new Digest(Calls.call("Diff.Apply",
                () -> Calls.within(DiffGrpc.newBlockingStub(channel), LONGEST).apply(request.build()))
                .getApplied().getDigest());
    }
}
