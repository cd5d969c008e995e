package io.quarkiverse.containerd.client;

import java.util.Map;
import java.util.Set;

/** A client of one namespace of containerd. Safe for use by several threads. */
public interface NamespaceClient {

    /** Returns the namespace's name. */
    String name();

    /** Returns the blobs of the namespace. */
    ContentStore content();

    /** Returns the image records of the namespace. */
    ImageStore images();

    /**
     * Returns the snapshots that one snapshotter keeps for the namespace.
     *
     * @param snapshotter the snapshotter's name, for example {@code overlayfs}
     */
    SnapshotStore snapshots(String snapshotter);

    /** Returns the leases of the namespace. */
    LeaseStore leases();

    /** Returns the names of the image records that containers were created from. The records may have been deleted since. */
    Set<String> imagesInUse();

    /** Returns the namespace's labels; empty if the namespace does not exist yet. */
    Map<String, String> labels();
}
