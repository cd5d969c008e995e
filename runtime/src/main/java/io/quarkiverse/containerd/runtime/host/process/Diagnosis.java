package io.quarkiverse.containerd.runtime.host.process;

/**
 * Why containerd did not start, as far as it can be told.
 *
 * @param cause a clause without a full stop
 * @param hint what to do about it, a sentence
 */
record Diagnosis(String cause, String hint) {
}
