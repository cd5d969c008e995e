package io.quarkiverse.containerd.runtime.host.process;

import java.util.List;
import java.util.Optional;

/**
 * Thrown when a process did not start serving. The message contains the cause and a hint, if they are known, and the
 * last lines it printed.
 */
public final class StartFailure extends Exception implements DiagnosedFailure {

    private static final long serialVersionUID = 1L;

    private final transient Diagnosis diagnosis;
    private final transient List<String> lastLines;

    StartFailure(String what, Optional<Diagnosis> diagnosis, List<String> lastLines, Throwable thrown) {
        super(what + diagnosis.map(d -> ": " + d.cause() + ". " + d.hint()).orElse(".") + LastLines.render(lastLines), thrown);
        this.diagnosis = diagnosis.orElse(null);
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

    /** Returns the last lines that the process printed, oldest first. */
    List<String> lastLines() {
        return lastLines;
    }
}
