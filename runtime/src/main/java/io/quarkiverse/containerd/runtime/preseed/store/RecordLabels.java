package io.quarkiverse.containerd.runtime.preseed.store;

import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.StoredImage;

/** Labels by which the preseed finds its own image records again. */
public final class RecordLabels {

    /** On a record that the preseed brought: path of the archive. */
    public static final String OWNER = "io.quarkiverse.containerd/preseed";
    /**
     * Beside it: the record's name and the digest of its target. They differ from the record's own when someone has moved it,
     * or has copied it to another name together with its labels.
     */
    public static final String RECORD = "io.quarkiverse.containerd/preseed.record";
    /** On a record that the preseed has pinned: path of the archive. */
    public static final String PIN_OWNER = "io.quarkiverse.containerd/preseed.pin";
    /** What the Container Runtime Interface tells the kubelet's garbage collection by; containerd 1.6 does not know it. */
    public static final String PIN = "io.cri-containerd.pinned";
    public static final String PINNED = "pinned";
    /** On a record that the Container Runtime Interface knows. */
    public static final String CRI = "io.cri-containerd.image";
    private static final String ID_PREFIX = "sha256:";

    private RecordLabels() {
    }

    /** The labels of a record that an archive brings. */
    public static Map<String, String> owned(String path, String name, ImageTarget target) {
        return Map.of(OWNER, path, RECORD, record(name, target));
    }

    /** What takes {@link #owned} back. */
    public static Map<String, String> disowned() {
        return Map.of(OWNER, "", RECORD, "");
    }

    /** Which archive the preseed had a record from, or one that this is a copy of, wherever it points now. */
    public static Optional<String> claimant(StoredImage record) {
        return Optional.ofNullable(record.labels().get(OWNER));
    }

    /** Which archive the preseed has a record from, which points still to what the archive had. */
    public static Optional<String> owner(StoredImage record) {
        return claimant(record)
                .filter(path -> record(record.name(), record.target()).equals(record.labels().get(RECORD)));
    }

    public static boolean isManagedByCri(StoredImage record) {
        return record.labels().containsKey(CRI);
    }

    /** Whether it is the record of an image id, which the Container Runtime Interface makes. */
    public static boolean isImageId(StoredImage record) {
        return record.name().startsWith(ID_PREFIX) && isManagedByCri(record);
    }

    private static String record(String name, ImageTarget target) {
        return name + "@" + target.digest();
    }
}
