package io.quarkiverse.containerd.cli;

/** Thrown when a daemon has taken a request, and does not answer it. */
final class SilentDaemonException extends CommandException {

    private static final long serialVersionUID = 1L;

    SilentDaemonException(String message) {
        super(NO_DAEMON, message);
    }
}
