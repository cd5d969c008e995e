package io.quarkiverse.containerd.client;

import java.nio.file.Path;

/**
 * The status of a container.
 *
 * @param id the container's id
 * @param name the container's name within its pod
 * @param image the image as it was named when the container was created
 * @param state its state
 * @param exitCode its exit code, or 128 plus the number of the signal that ended it; undefined before it has exited
 * @param reason the reason for the state, in one word such as {@code Completed}; may be empty
 * @param message details of the reason; may be empty
 * @param logFile its log on the host
 */
public record CriContainerStatus(String id, String name, String image, State state, int exitCode, String reason, String message,
        Path logFile) {

    /** The state of a container. */
    public enum State {
        /** Created, but not started yet. */
        CREATED,
        /** Running. */
        RUNNING,
        /** Exited. */
        EXITED,
        /** Not known to containerd, for example because the container's shim is gone. */
        UNKNOWN
    }
}
