package io.quarkiverse.containerd.runtime.preseed;

/** Thrown when archives could not be loaded, which the message lists. */
final class FailedArchivesException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message lists the archives */
    FailedArchivesException(String message) {
        super(message);
    }
}
