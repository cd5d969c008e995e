package io.quarkiverse.containerd.deployment.devservices;

/** No containerd can be run in dev or test mode; the message says why, and names the remedy. */
public final class ContainerdUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ContainerdUnavailableException(String message) {
        super(message);
    }

    ContainerdUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
