package io.quarkiverse.containerd.client;

/** What a snapshot is for. */
public enum SnapshotKind {
    /** A read-only view. */
    VIEW,
    /** Can be written: the root file system of a container, or a layer being unpacked. */
    ACTIVE,
    /** Fixed; others have it as parent. */
    COMMITTED
}
