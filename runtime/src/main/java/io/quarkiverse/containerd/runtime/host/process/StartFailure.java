package io.quarkiverse.containerd.runtime.host.process;

import java.util.List;
import java.util.Optional;

/**
 * A process did not come to serve; the message has the cause and a hint, where they can be told, and the last lines it printed.
 */
public final class StartFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Diagnosis diagnosis;
    private final transient List<String> lastLines;

    StartFailure(String what, Optional<Diagnosis> diagnosis, List<String> lastLines, Throwable thrown) {
        super(what + diagnosis.map(d -> ": " + d.cause() + ". " + d.hint()).orElse(".") + LastLines.render(lastLines), thrown);
        this.diagnosis = diagnosis.orElse(null);
        this.lastLines = List.copyOf(lastLines);
    }

    /** Why, in a few words; empty when it cannot be told. */
    public Optional<String> cause() {
        return Optional.ofNullable(diagnosis).map(Diagnosis::cause);
    }

    /** What to do about it; empty when the cause cannot be told. */
    public Optional<String> hint() {
        return Optional.ofNullable(diagnosis).map(Diagnosis::hint);
    }

    /** The newest lines the process printed, oldest first. */
    List<String> lastLines() {
        return lastLines;
    }
}
