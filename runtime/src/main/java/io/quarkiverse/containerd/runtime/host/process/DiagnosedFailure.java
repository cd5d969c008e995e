package io.quarkiverse.containerd.runtime.host.process;

import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.Failure;

/** A failure of a process whose cause may have been recognized. Its message has cause, hint and the last lines it printed. */
public abstract class DiagnosedFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Diagnosis diagnosis;
    private final transient List<String> lastLines;

    DiagnosedFailure(String what, Optional<Diagnosis> diagnosis, List<String> lastLines, Throwable thrown) {
        super(what + diagnosis.map(d -> ": " + d.cause() + ". " + d.hint()).orElse(".") + LastLines.render(lastLines), thrown);
        this.diagnosis = diagnosis.orElse(null);
        this.lastLines = List.copyOf(lastLines);
    }

    /** Returns the failure of a process that a node failed with; empty if it failed otherwise. */
    public static Optional<DiagnosedFailure> of(Failure failure) {
        return failure.cause() instanceof DiagnosedFailure diagnosed ? Optional.of(diagnosed) : Optional.empty();
    }

    /** Returns the cause, a clause; empty if it is not known. */
    public Optional<String> cause() {
        return Optional.ofNullable(diagnosis).map(Diagnosis::cause);
    }

    /** Returns the remedy, a sentence; empty if the cause is not known. */
    public Optional<String> hint() {
        return Optional.ofNullable(diagnosis).map(Diagnosis::hint);
    }

    /** Returns the last lines that the process printed, oldest first. */
    List<String> lastLines() {
        return lastLines;
    }
}
