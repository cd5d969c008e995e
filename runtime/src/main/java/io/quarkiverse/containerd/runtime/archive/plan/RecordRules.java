package io.quarkiverse.containerd.runtime.archive.plan;

/** The rules by which the image records of a namespace are made. */
public enum RecordRules {

    /** As containerd's import makes them: every name as it stands, also of an image for another platform. */
    CONTAINERD,

    /**
     * For the Container Runtime Interface: only images that a pod of this machine can use. Its plugin reads every record's
     * image for the machine's platform, and logs errors if there is none.
     */
    KUBERNETES
}
