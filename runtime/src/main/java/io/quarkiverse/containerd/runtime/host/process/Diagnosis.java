package io.quarkiverse.containerd.runtime.host.process;

/**
 * The reason why containerd did not start, as far as it can be determined.
 *
 * @param cause a clause without a full stop
 * @param hint the remedy, a sentence
 * @param damagedDatabase whether the metadata database cannot be read
 */
record Diagnosis(String cause, String hint, boolean damagedDatabase) {

    Diagnosis(String cause, String hint) {
        this(cause, hint, false);
    }
}
