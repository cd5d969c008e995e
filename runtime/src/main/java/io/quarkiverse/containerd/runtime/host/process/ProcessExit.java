package io.quarkiverse.containerd.runtime.host.process;

import java.util.List;
import java.util.Optional;

/** Thrown when a process that was supposed to run for ever has ended. */
final class ProcessExit extends DiagnosedFailure {

    private static final long serialVersionUID = 1L;

    private final int code;

    ProcessExit(String name, long pid, ExitStatus status, Optional<Diagnosis> diagnosis, List<String> lastLines) {
        super(name + " (pid " + pid + ") " + status, diagnosis, lastLines, null);
        this.code = status.code();
    }

    /** Returns the exit code; 128 plus the number of the signal if a signal ended it. */
    int code() {
        return code;
    }
}
