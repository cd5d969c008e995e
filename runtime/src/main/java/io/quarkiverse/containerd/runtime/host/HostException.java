package io.quarkiverse.containerd.runtime.host;

import java.io.IOException;

/** Thrown when something on this machine is not as the node needs it. The message names the path and the remedy. */
public final class HostException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param message names the path and the remedy */
    public HostException(String message) {
        super(message);
    }

    /** @param message names the path and the remedy */
    public HostException(String message, Throwable cause) {
        super(message, cause);
    }
}
