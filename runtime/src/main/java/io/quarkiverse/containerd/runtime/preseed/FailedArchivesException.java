package io.quarkiverse.containerd.runtime.preseed;

/** Thrown when archives could not be loaded, which the message lists. */
final class FailedArchivesException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean required;

    /**
     * @param message lists the archives
     * @param required whether one of them is required
     */
    FailedArchivesException(String message, boolean required) {
        super(message);
        this.required = required;
    }

    /** Whether a required archive is among them. */
    boolean required() {
        return required;
    }
}
