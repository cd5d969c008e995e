package io.quarkiverse.containerd.deployment.faults;

/**
 * The expected effect of a fault.
 *
 * @param verdict what becomes of the readiness check
 * @param words a regular expression of what the health data or the log say
 * @param delay the time within which they say it
 */
record Effect(Verdict verdict, String words, Delay delay) {

    /** What becomes of the readiness check. */
    enum Verdict {
        /** It is UP again without help. */
        RECOVERS,
        /** It is DOWN, and says why, until the fault is healed. */
        DOWN,
        /** It stays UP all the time. */
        STAYS_UP
    }

    static Effect recovers(Delay delay, String words) {
        return new Effect(Verdict.RECOVERS, words, delay);
    }

    static Effect down(Delay delay, String words) {
        return new Effect(Verdict.DOWN, words, delay);
    }

    static Effect staysUp(Delay delay, String words) {
        return new Effect(Verdict.STAYS_UP, words, delay);
    }
}
