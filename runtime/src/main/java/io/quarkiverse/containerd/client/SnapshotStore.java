package io.quarkiverse.containerd.client;

import java.util.List;
import java.util.Optional;

/** The snapshots that one snapshotter keeps for a namespace. */
public interface SnapshotStore {

    /** Returns the snapshotter's name. */
    String snapshotter();

    /** Returns the snapshot of this name or key; empty if there is none. */
    Optional<SnapshotInfo> stat(String name);

    /** Returns all snapshots. */
    List<SnapshotInfo> list();

    /**
     * Creates an active snapshot.
     *
     * @param parent the name of the committed snapshot to start from; empty to start from nothing
     * @return the mounts that give access to it
     * @throws ContainerdException with {@code ALREADY_EXISTS} if the key is taken
     */
    List<Mount> prepare(String key, Optional<String> parent);

    /**
     * Turns an active snapshot into a committed one.
     *
     * @param name the name of the committed snapshot
     * @param key the key of the active snapshot
     * @return false if the name is taken; the active snapshot still exists then
     */
    boolean commit(String name, String key);

    /** Removes a snapshot, also on an interrupted thread; does nothing if it does not exist. */
    void remove(String key);
}
