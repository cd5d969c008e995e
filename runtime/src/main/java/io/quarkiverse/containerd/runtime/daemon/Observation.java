package io.quarkiverse.containerd.runtime.daemon;

/**
 * A result of a probe of containerd.
 *
 * @param kind what it means for the watch
 * @param problem what was wrong, a clause; empty if nothing was
 */
public record Observation(Kind kind, String problem) {

    static final Observation WELL = new Observation(Kind.WELL, "");

    /** Kinds of observations. */
    public enum Kind {
        /** It answered as it should. */
        WELL,
        /** It answered, but not as it should; to restart it would not help. */
        ILL,
        /** It did not answer in time. */
        SILENT,
        /** Nobody can reach it by its socket any more. */
        LOST,
        /** It does not see changes of a directory that it reads. */
        BLIND,
        /** Its process has ended, which its own node tells. */
        ENDED
    }
}
