package io.quarkiverse.containerd.client;

import java.util.Collection;

/**
 * A lease: what is written through it is safe from garbage collection until the lease is closed. After that only what is
 * referred to stays.
 */
public interface Lease extends AutoCloseable {

    /** Returns the lease's id. */
    String id();

    /** Returns the blobs of the namespace; blobs written through it belong to the lease. */
    ContentStore content();

    /** Returns the image records of the namespace. */
    ImageStore images();

    /** Returns the snapshots of one snapshotter; snapshots created through it belong to the lease. */
    SnapshotStore snapshots(String snapshotter);

    /** Returns the service that unpacks layers of the namespace. */
    DiffService diff();

    /** Adds blobs, which need not exist yet, and with them all that their labels refer to. */
    void addContent(Collection<Digest> digests);

    /** Adds a snapshot, which need not exist yet, and with it all its parents. */
    void addSnapshot(String snapshotter, String name);

    /** Deletes the lease, also on an interrupted thread; does nothing if it no longer exists. */
    @Override
    void close();

    /** Deletes the lease like {@link #close()}, and waits until the content it protected has been garbage-collected. */
    void closeAndCollect();
}
