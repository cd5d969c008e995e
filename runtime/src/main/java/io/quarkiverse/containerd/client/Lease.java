package io.quarkiverse.containerd.client;

import java.util.Collection;

import io.grpc.Channel;
import io.grpc.Status;
import io.quarkiverse.containerd.runtime.grpc.Calls;
import io.quarkiverse.containerd.runtime.grpc.upload.UploadRoute;
import io.quarkiverse.containerd.runtime.oci.Digest;

/** A lease: what is written through it stays until it is closed, and then stays only if something refers to it. */
public final class Lease implements AutoCloseable {

    private final String id;
    private final LeaseStore leases;
    private final Channel channel;
    private final CallTimeouts timeouts;
    private final UploadRoute uploads;

    Lease(String id, LeaseStore leases, Channel channel, CallTimeouts timeouts, UploadRoute uploads) {
        this.id = id;
        this.leases = leases;
        this.channel = channel;
        this.timeouts = timeouts;
        this.uploads = uploads;
    }

    /** The lease's id. */
    public String id() {
        return id;
    }

    /** The namespace's blobs; what is written is on the lease. */
    public ContentStore content() {
        return new ContentStore(channel, timeouts, uploads);
    }

    /** The namespace's image records. */
    public ImageStore images() {
        return new ImageStore(channel, timeouts);
    }

    /** The namespace's snapshots of one snapshotter; what is made is on the lease. */
    public SnapshotStore snapshots(String snapshotter) {
        return new SnapshotStore(channel, timeouts, snapshotter);
    }

    /** Unpacks the namespace's layers. */
    public DiffService diff() {
        return new DiffService(channel);
    }

    /** Keeps a snapshot and those below it; it need not be there yet. */
    public void addSnapshot(String snapshotter, String name) {
        leases.addSnapshot(id, snapshotter, name);
    }

    /** Keeps blobs and, by their labels, all they refer to; a blob need not be there yet. */
    public void addContent(Collection<Digest> digests) {
        leases.addContent(id, digests);
    }

    /** Deletes the lease, also on an interrupted thread. A lease that is gone already is fine. */
    @Override
    public void close() {
        delete(false);
    }

    /** Deletes the lease and waits for the garbage collection. */
    public void closeAndCollect() {
        delete(true);
    }

    private void delete(boolean collect) {
        Calls.despiteInterrupt(() -> {
            try {
                leases.delete(id, collect);
            } catch (ContainerdException e) {
                if (e.code() != Status.Code.NOT_FOUND) {
                    throw e;
                }
            }
        });
    }
}
