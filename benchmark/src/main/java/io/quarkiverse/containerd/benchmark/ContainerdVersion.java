package io.quarkiverse.containerd.benchmark;

import io.quarkiverse.containerd.testing.DebianContainerd;

/** A version of containerd to measure with. */
enum ContainerdVersion {

    V1_6(DebianContainerd.V1_6, "1.6"),
    V1_7(DebianContainerd.V1_7, "1.7"),
    V2(DebianContainerd.V2, "2.x");

    private final DebianContainerd programs;
    private final String label;

    ContainerdVersion(DebianContainerd programs, String label) {
        this.programs = programs;
        this.label = label;
    }

    DebianContainerd programs() {
        return programs;
    }

    /** Returns the name in the report and on the command line. */
    String label() {
        return label;
    }

    /** Whether ctr can be told to use the content store instead of the daemon's transfer service. */
    boolean hasLocalImport() {
        return this != V1_6;
    }
}
