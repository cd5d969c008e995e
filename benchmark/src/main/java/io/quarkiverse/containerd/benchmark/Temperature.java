package io.quarkiverse.containerd.benchmark;

import java.util.Locale;

/** What containerd has before a run. */
enum Temperature {

    /** Nothing. */
    COLD,
    /** Everything. */
    WARM;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
