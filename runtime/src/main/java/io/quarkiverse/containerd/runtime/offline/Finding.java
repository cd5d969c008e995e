package io.quarkiverse.containerd.runtime.offline;

import java.util.Optional;

/**
 * What a check of the host and the configuration has found.
 *
 * @param check the subject, such as {@code cgroups}
 * @param verdict whether a node can run so
 * @param text a sentence
 * @param remedy a sentence; empty if nothing is to be done, or the text says what
 */
public record Finding(String check, Verdict verdict, String text, Optional<String> remedy) {

    /** The weight of a finding. */
    public enum Verdict {
        /** All is well. */
        OK,
        /** It works, though not as configured, or could be better. */
        NOTE,
        /** Something will be missed sooner or later. */
        WARNING,
        /** A node cannot run so. */
        FAILURE
    }

    static Finding ok(String check, String text) {
        return new Finding(check, Verdict.OK, text, Optional.empty());
    }

    static Finding of(String check, Verdict verdict, String text) {
        return new Finding(check, verdict, text, Optional.empty());
    }

    static Finding of(String check, Verdict verdict, String text, String remedy) {
        return new Finding(check, verdict, text, Optional.of(remedy));
    }
}
