package io.quarkiverse.containerd.deployment.devservices;

/**
 * No containerd can be run in dev or test mode; the message says why, and names the remedy. It has neither a cause nor a stack,
 * of which Quarkus would print a hundred lines around the message.
 */
public final class ContainerdUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ContainerdUnavailableException(String message) {
        super(message, null, false, false);
    }
}
