package io.quarkiverse.containerd.cli;

import picocli.CommandLine.ExitCode;

/** Thrown when a command cannot do what it is to do; the message is for people. */
class CommandException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The daemon, or something on this machine, refuses it. */
    static final int REFUSED = 1;
    /** The command is wrong. */
    static final int WRONG = ExitCode.USAGE;
    /** No daemon answers. */
    static final int NO_DAEMON = 3;

    private final int exitCode;

    CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
