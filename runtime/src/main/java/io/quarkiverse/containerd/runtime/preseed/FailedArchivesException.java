package io.quarkiverse.containerd.runtime.preseed;

/** Not all archives could be loaded. The message lists those that were not. */
public class FailedArchivesException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message lists the archives */
    public FailedArchivesException(String message) {
        super(message);
    }
}
