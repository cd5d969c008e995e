package io.quarkiverse.containerd.runtime.host.process;

import java.util.List;

/** Thrown when a process that was supposed to run for ever has ended. */
final class ProcessExit extends Exception {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient List<String> lastLines;

    ProcessExit(String name, long pid, ExitStatus status, List<String> lastLines) {
        super(name + " (pid " + pid + ") " + status + "." + LastLines.render(lastLines));
        this.code = status.code();
        this.lastLines = List.copyOf(lastLines);
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
