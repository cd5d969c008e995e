package io.quarkiverse.containerd.client;

import java.util.List;

/** Unpacks layers of a namespace's content store. */
public interface DiffService {

    /**
     * Unpacks a layer, and decompresses it if necessary.
     *
     * @param layer the stored layer
     * @param mounts the mounts of the snapshot to unpack into, from {@link SnapshotStore#prepare}
     * @return the digest of the uncompressed layer, its diff_id
     * @throws ContainerdException with {@code NOT_FOUND} if the namespace does not have the layer
     */
    Digest apply(ImageTarget layer, List<Mount> mounts);
}
