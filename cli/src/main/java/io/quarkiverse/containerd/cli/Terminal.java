package io.quarkiverse.containerd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import picocli.CommandLine.Help.Ansi;

/**
 * Whether standard output is a terminal. {@link System#console()} depends on standard input, too, and since Java 22 on neither.
 */
final class Terminal {

    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private Terminal() {
    }

    /**
     * Returns colours for a terminal, and none otherwise, nor if the environment variable {@code NO_COLOR} forbids them or
     * {@code TERM} names a terminal without them.
     */
    static Ansi ansi() {
        return isThere() && mayBeColoured(System.getenv("NO_COLOR"), System.getenv("TERM")) ? Ansi.ON : Ansi.OFF;
    }

    /** @param forbidden, term the values of the environment, null if they are not set */
    static boolean mayBeColoured(String forbidden, String term) {
        return (forbidden == null || forbidden.isEmpty()) && term != null && !term.isEmpty() && !term.equals("dumb");
    }

    static boolean isThere() {
        try {
            String target = Files.readSymbolicLink(STANDARD_OUTPUT).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
