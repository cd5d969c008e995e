package io.quarkiverse.containerd.runtime.grpc;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.grpc.Metadata;
import io.grpc.Status;
import io.quarkiverse.containerd.client.ContentStore;
import io.quarkiverse.containerd.client.ImageStore;
import io.quarkiverse.containerd.client.LeaseStore;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.SnapshotStore;
import io.quarkiverse.containerd.runtime.grpc.stubs.containers.Container;
import io.quarkiverse.containerd.runtime.grpc.stubs.containers.ContainersGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.containers.ListContainersRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.namespaces.GetNamespaceRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.namespaces.NamespacesGrpc;

/** A namespace over gRPC. */
final class GrpcNamespaceClient implements NamespaceClient {

    private static final Metadata.Key<String> NAMESPACE = Metadata.Key.of("containerd-namespace",
            Metadata.ASCII_STRING_MARSHALLER);

    private final Connection connection;
    private final String name;

    GrpcNamespaceClient(Connection connection, String name) {
        this.connection = connection.with(NAMESPACE, name);
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ContentStore content() {
        return new GrpcContentStore(connection);
    }

    @Override
    public ImageStore images() {
        return new GrpcImageStore(connection);
    }

    @Override
    public SnapshotStore snapshots(String snapshotter) {
        return new GrpcSnapshotStore(connection, snapshotter);
    }

    @Override
    public Set<String> imagesInUse() {
        return Calls.call("Containers.List",
                () -> connection.stub(ContainersGrpc::newBlockingStub)
                        .list(ListContainersRequest.getDefaultInstance()))
                .getContainersList().stream().map(Container::getImage).collect(Collectors.toSet());
    }

    @Override
    public Map<String, String> labels() {
        GetNamespaceRequest request = GetNamespaceRequest.newBuilder().setName(name).build();
        return Calls.tryCall("Namespaces.Get", Status.Code.NOT_FOUND,
                () -> connection.stub(NamespacesGrpc::newBlockingStub).get(request))
                .map(response -> response.getNamespace().getLabelsMap()).orElse(Map.of());
    }

    @Override
    public LeaseStore leases() {
        return new GrpcLeaseStore(connection);
    }
}
