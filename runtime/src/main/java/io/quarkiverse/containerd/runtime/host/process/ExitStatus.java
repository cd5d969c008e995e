package io.quarkiverse.containerd.runtime.host.process;

import java.util.Map;

/**
 * The exit status of a process.
 *
 * @param code the exit code; 128 plus the number of the signal if a signal ended it
 */
record ExitStatus(int code) {

    private static final Map<Integer, String> SIGNALS = Map.of(1, "HUP", 2, "INT", 3, "QUIT", 4, "ILL", 6, "ABRT", 7, "BUS", 9,
            "KILL", 11, "SEGV", 13, "PIPE", 15, "TERM");

    /** Whether SIGKILL ended it. */
    boolean killed() {
        return code == 128 + 9;
    }

    /** Describes the status, for example {@code exited with code 1} or {@code was killed by signal 9 (KILL)}. */
    @Override
    public String toString() {
        int signal = code - 128;
        if (signal <= 0 || signal > 64) {
            return "exited with code " + code;
        }
        return "was killed by signal " + signal + (SIGNALS.containsKey(signal) ? " (" + SIGNALS.get(signal) + ")" : "");
    }
}
