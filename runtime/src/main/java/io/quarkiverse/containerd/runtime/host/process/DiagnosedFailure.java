package io.quarkiverse.containerd.runtime.host.process;

import java.util.Optional;

/** A failure whose cause may have been recognized. */
public interface DiagnosedFailure {

    /** Returns the cause, a clause; empty if it is not known. */
    Optional<String> cause();

    /** Returns the remedy, a sentence; empty if the cause is not known. */
    Optional<String> hint();
}
