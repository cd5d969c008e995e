package io.quarkiverse.containerd.runtime.host.process;

import java.util.List;
import java.util.Optional;

/** Thrown when a process did not start serving. */
final class StartFailure extends DiagnosedFailure {

    private static final long serialVersionUID = 1L;

    StartFailure(String what, Optional<Diagnosis> diagnosis, List<String> lastLines, Throwable thrown) {
        super(what, diagnosis, lastLines, thrown);
    }
}
