package io.quarkiverse.containerd.benchmark;

/** What containerd has before a run. */
enum Temperature {

    /** Nothing. */
    COLD,
    /** Everything. */
    WARM;

    String label() {
        return name().toLowerCase();
    }
}
