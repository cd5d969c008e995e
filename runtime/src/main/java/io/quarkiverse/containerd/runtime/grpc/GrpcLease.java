package io.quarkiverse.containerd.runtime.grpc;

import java.util.Collection;

import io.quarkiverse.containerd.client.ContentStore;
import io.quarkiverse.containerd.client.DiffService;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.ImageStore;
import io.quarkiverse.containerd.client.Lease;
import io.quarkiverse.containerd.client.SnapshotStore;

/** A lease over gRPC. */
final class GrpcLease implements Lease {

    private final String id;
    private final GrpcLeaseStore leases;
    private final Connection connection;

    /**
     * A lease that exists.
     *
     * @param connection a connection whose writes belong to the lease
     */
    GrpcLease(String id, GrpcLeaseStore leases, Connection connection) {
        this.id = id;
        this.leases = leases;
        this.connection = connection;
    }

    @Override
    public String id() {
        return id;
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
    public DiffService diff() {
        return new GrpcDiffService(connection);
    }

    @Override
    public void addSnapshot(String snapshotter, String name) {
        leases.addSnapshot(id, snapshotter, name);
    }

    @Override
    public void addContent(Collection<Digest> digests) {
        leases.addContent(id, digests);
    }

    @Override
    public void close() {
        delete(false);
    }

    @Override
    public void closeAndCollect() {
        delete(true);
    }

    private void delete(boolean collect) {
        Calls.uninterruptibly(() -> leases.delete(id, collect));
    }
}
