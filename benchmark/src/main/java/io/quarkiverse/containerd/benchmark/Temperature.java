package io.quarkiverse.containerd.benchmark;

import java.util.Locale;

/** The content of containerd before a run. */
enum Temperature {

    /** Nothing is there. */
    COLD,
    /** Everything is there. */
    WARM;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
