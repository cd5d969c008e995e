package io.quarkiverse.containerd.runtime.host.files;

import java.io.IOException;

/** Thrown when another daemon works with a path. The message names the path, the daemon's process and the remedy. */
public final class InUseException extends IOException {

    private static final long serialVersionUID = 1L;

    InUseException(String message) {
        super(message);
    }
}
