package io.quarkiverse.containerd.deployment.devservices;

/** There is no containerd to develop or test with; the message says why and what to do. */
public final class ContainerdUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ContainerdUnavailableException(String message) {
        super(message);
    }

    ContainerdUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
