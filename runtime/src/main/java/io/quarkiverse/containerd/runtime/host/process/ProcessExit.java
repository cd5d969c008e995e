package io.quarkiverse.containerd.runtime.host.process;

import java.util.List;
import java.util.Optional;

/** Thrown when a process that was supposed to run for ever has ended. */
final class ProcessExit extends Exception implements DiagnosedFailure {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient Diagnosis diagnosis;
    private final transient List<String> lastLines;

    ProcessExit(String name, long pid, ExitStatus status, Optional<Diagnosis> diagnosis, List<String> lastLines) {
        super(name + " (pid " + pid + ") " + status + diagnosis.map(d -> ": " + d.cause() + ". " + d.hint()).orElse(".")
                + LastLines.render(lastLines));
        this.diagnosis = diagnosis.orElse(null);
        this.code = status.code();
        this.lastLines = List.copyOf(lastLines);
    }

    @Override
    public Optional<String> cause() {
        return Optional.ofNullable(diagnosis).map(Diagnosis::cause);
    }

    @Override
    public Optional<String> hint() {
        return Optional.ofNullable(diagnosis).map(Diagnosis::hint);
    }

    /** Returns the exit code; 128 plus the number of the signal if a signal ended it. */
    int code() {
        return code;
    }

    /** Returns the last lines that the process printed, oldest first. */
    List<String> lastLines() {
        return lastLines;
    }
}
