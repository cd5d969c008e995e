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

    /** Returns colours for a terminal, unless the environment variable {@code NO_COLOR} forbids them, and none otherwise. */
    static Ansi ansi() {
        String forbidden = System.getenv("NO_COLOR");
        return (forbidden == null || forbidden.isEmpty()) && is(STANDARD_OUTPUT) ? Ansi.ON : Ansi.OFF;
    }

    private static boolean is(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
