package io.quarkiverse.containerd.runtime.preseed;

/** Thrown when archives could not be loaded, or do not bring what is required of them, as the message says. */
final class FailedArchivesException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean required;

    /**
     * @param message lists the archives, or says what is missing
     * @param required whether what is missing is required
     */
    FailedArchivesException(String message, boolean required) {
        super(message);
        this.required = required;
    }

    /** Whether what is missing is required. */
    boolean required() {
        return required;
    }
}
