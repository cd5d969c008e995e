package io.quarkiverse.containerd.runtime.host;

import java.io.IOException;

import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Thrown when something on this machine is not as the node needs it. The message names the path and the remedy. */
public final class HostException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param message names the path and the remedy */
    public HostException(String message) {
        super(BoundedText.message(message));
    }

    /** @param message names the path and the remedy */
    public HostException(String message, Throwable cause) {
        super(BoundedText.message(message), cause);
    }
}
