package io.quarkiverse.containerd.client;

import java.util.Map;
import java.util.Optional;

/**
 * A snapshot.
 *
 * @param name the name of a committed snapshot, which for an unpacked layer is its chain id; the key of any other snapshot
 * @param parent the name of the snapshot below it
 * @param kind its kind
 * @param labels its labels
 */
public record SnapshotInfo(String name, Optional<String> parent, Kind kind, Map<String, String> labels) {

    /** Copies the labels. */
    public SnapshotInfo {
        labels = Map.copyOf(labels);
    }

    /** The kind of a snapshot. */
    public enum Kind {
        /** A read-only view. */
        VIEW,
        /** Writable: the root file system of a container, or a layer that is being unpacked. */
        ACTIVE,
        /** Immutable; may be the parent of others. */
        COMMITTED
    }
}
