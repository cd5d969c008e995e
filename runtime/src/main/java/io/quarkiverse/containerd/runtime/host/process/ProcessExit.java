package io.quarkiverse.containerd.runtime.host.process;

import java.util.List;

/** A process that was to serve for ever has ended. */
final class ProcessExit extends Exception {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient List<String> lastLines;

    ProcessExit(String name, long pid, ExitStatus status, List<String> lastLines) {
        super(name + " (pid " + pid + ") " + status + "." + LastLines.render(lastLines));
        this.code = status.code();
        this.lastLines = List.copyOf(lastLines);
    }

    /** The exit code; 128 plus the signal's number when a signal ended it. */
    int code() {
        return code;
    }

    /** The newest lines the process printed, oldest first. */
    List<String> lastLines() {
        return lastLines;
    }
}
