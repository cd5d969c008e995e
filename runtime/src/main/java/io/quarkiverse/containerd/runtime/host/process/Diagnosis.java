package io.quarkiverse.containerd.runtime.host.process;

/**
 * The reason why containerd did not start, as far as it can be determined.
 *
 * @param cause a clause without a full stop
 * @param hint the remedy, a sentence
 */
record Diagnosis(String cause, String hint) {
}
