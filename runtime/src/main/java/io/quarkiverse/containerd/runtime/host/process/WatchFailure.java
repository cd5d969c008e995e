package io.quarkiverse.containerd.runtime.host.process;

/** Thrown when a process that runs was found to be of no use, and is restarted. The message says why. */
public final class WatchFailure extends Exception {

    private static final long serialVersionUID = 1L;

    WatchFailure(String message) {
        super(message);
    }
}
