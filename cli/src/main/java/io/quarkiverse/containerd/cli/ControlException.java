package io.quarkiverse.containerd.cli;

/** Thrown when the daemon cannot do, or be asked, what a command wants; the message is for people. */
final class ControlException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The daemon has refused a request. */
    static final int REFUSED = 1;
    /** No daemon answers. */
    static final int NO_DAEMON = 3;

    private final int exitCode;

    ControlException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
