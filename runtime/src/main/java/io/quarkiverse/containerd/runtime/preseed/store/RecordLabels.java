package io.quarkiverse.containerd.runtime.preseed.store;

import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.StoredImage;

/** The labels by which the preseed recognises its own image records. */
public final class RecordLabels {

    /** The label of a record that the preseed has written, with the path of the archive. */
    public static final String OWNER = "io.quarkiverse.containerd/preseed";
    /**
     * The label beside it with the record's name and the digest of its target. They differ from the record's own when someone
     * has moved it, or has copied it to another name together with its labels.
     */
    public static final String RECORD = "io.quarkiverse.containerd/preseed.record";
    /** The label of a record that the preseed has pinned, with the path of the archive. */
    public static final String PIN_OWNER = "io.quarkiverse.containerd/preseed.pin";
    /**
     * The label by which the Container Runtime Interface exempts an image from the kubelet's garbage collection, from 1.7 on.
     */
    public static final String PIN = "io.cri-containerd.pinned";
    public static final String PINNED = "pinned";
    /** The label of a record that the Container Runtime Interface knows. */
    public static final String CRI = "io.cri-containerd.image";
    private static final String ID_PREFIX = "sha256:";

    private RecordLabels() {
    }

    /** Returns the labels of a record that an archive brings. */
    public static Map<String, String> owned(String path, String name, ImageTarget target) {
        return Map.of(OWNER, path, RECORD, record(name, target));
    }

    /** Returns the labels that undo {@link #owned}. */
    public static Map<String, String> disowned() {
        return Map.of(OWNER, "", RECORD, "");
    }

    /** Returns the path of the archive that a record, or the one it was copied from, came from, whatever its target is now. */
    public static Optional<String> claimant(StoredImage record) {
        return Optional.ofNullable(record.labels().get(OWNER));
    }

    /** Returns the path of the archive that a record came from, if its target is still that of the archive. */
    public static Optional<String> owner(StoredImage record) {
        return claimant(record)
                .filter(path -> record(record.name(), record.target()).equals(record.labels().get(RECORD)));
    }

    public static boolean isManagedByCri(StoredImage record) {
        return record.labels().containsKey(CRI);
    }

    /** Whether a record is that of an image id, which the Container Runtime Interface makes. */
    public static boolean isImageId(StoredImage record) {
        return record.name().startsWith(ID_PREFIX) && isManagedByCri(record);
    }

    private static String record(String name, ImageTarget target) {
        return name + "@" + target.digest();
    }
}
