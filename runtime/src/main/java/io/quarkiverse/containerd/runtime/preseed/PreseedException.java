package io.quarkiverse.containerd.runtime.preseed;

/** Not all archives could be loaded. The message lists those that were not. */
public class PreseedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message lists the archives */
    public PreseedException(String message) {
        super(message);
    }
}
