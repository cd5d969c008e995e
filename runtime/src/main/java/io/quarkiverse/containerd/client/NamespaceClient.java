package io.quarkiverse.containerd.client;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.quarkiverse.containerd.runtime.grpc.Calls;
import io.quarkiverse.containerd.runtime.grpc.stubs.containers.Container;
import io.quarkiverse.containerd.runtime.grpc.stubs.containers.ContainersGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.containers.ListContainersRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.namespaces.GetNamespaceRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.namespaces.NamespacesGrpc;
import io.quarkiverse.containerd.runtime.grpc.upload.UploadRoute;

/** What one namespace of containerd holds. Safe for use by several threads. */
public final class NamespaceClient {

    private static final Metadata.Key<String> NAMESPACE = Metadata.Key.of("containerd-namespace",
            Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> LEASE = Metadata.Key.of("containerd-lease",
            Metadata.ASCII_STRING_MARSHALLER);

    private final Channel channel;
    private final CallTimeouts timeouts;
    private final UploadRoute uploads;
    private final String name;

    NamespaceClient(Channel channel, CallTimeouts timeouts, UploadRoute uploads, String name) {
        this.channel = with(channel, NAMESPACE, name);
        this.timeouts = timeouts;
        this.uploads = uploads.with(NAMESPACE.name(), name);
        this.name = name;
    }

    /** The namespace's name. */
    public String name() {
        return name;
    }

    /** The blobs. */
    public ContentStore content() {
        return new ContentStore(channel, timeouts, uploads);
    }

    /** The image records. */
    public ImageStore images() {
        return new ImageStore(channel, timeouts);
    }

    /** The snapshots of one snapshotter. */
    public SnapshotStore snapshots(String snapshotter) {
        return new SnapshotStore(channel, timeouts, snapshotter);
    }

    /**
     * The names of the image records that containers were made from. They may have been deleted since.
     */
    public Set<String> imagesInUse() {
        return Calls.call("Containers.List",
                () -> Calls.within(ContainersGrpc.newBlockingStub(channel), timeouts.call())
                        .list(ListContainersRequest.getDefaultInstance()))
                .getContainersList().stream().map(Container::getImage).collect(Collectors.toSet());
    }

    /** The namespace's labels; empty if there is no such namespace yet. */
    public Map<String, String> labels() {
        try {
            return Calls.call("Namespaces.Get",
                    () -> Calls.within(NamespacesGrpc.newBlockingStub(channel), timeouts.call())
                            .get(GetNamespaceRequest.newBuilder().setName(name).build()))
                    .getNamespace().getLabelsMap();
        } catch (ContainerdException e) {
            if (e.code() == Status.Code.NOT_FOUND) {
                return Map.of();
            }
            throw e;
        }
    }

    /** The leases. */
    public LeaseStore leases() {
        return new LeaseStore(channel, timeouts);
    }

    /**
     * Makes a lease that keeps what is written through it from garbage collection.
     *
     * @param expiry after which containerd no longer honours it, should it never be closed
     * @param labels further labels of the lease
     */
    public Lease lease(Duration expiry, Map<String, String> labels) {
        LeaseStore leases = leases();
        String id = leases.create(expiry, labels);
        Channel leased = with(channel, LEASE, id);
        return new Lease(id, leases, leased, timeouts, uploads.with(LEASE.name(), id));
    }

    private static Channel with(Channel channel, Metadata.Key<String> key, String value) {
        Metadata headers = new Metadata();
        headers.put(key, value);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }
}
