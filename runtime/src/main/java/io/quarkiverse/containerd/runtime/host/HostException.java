package io.quarkiverse.containerd.runtime.host;

import java.io.IOException;
import java.nio.file.Path;

/** Something on this machine is not as the node needs it; the message names the path and the remedy. */
public final class HostException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Path path;

    public HostException(Path path, String message) {
        this(path, message, null);
    }

    public HostException(Path path, String message, Throwable cause) {
        super(message, cause);
        this.path = path;
    }

    /** The path the message is about. */
    public Path path() {
        return path;
    }
}
