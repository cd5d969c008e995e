package io.quarkiverse.containerd.client;

import java.nio.file.Path;

/**
 * A container as containerd knows it.
 *
 * @param id containerd's id
 * @param name its name in the pod
 * @param state what it does
 * @param exitCode the exit code, 128 and the signal's number after a signal; means nothing before it has ended
 * @param reason why it is in this state, one word such as {@code Completed}; may be empty
 * @param message the same in more words; may be empty
 * @param logFile its log on the host
 */
public record ContainerStatus(String id, String name, State state, int exitCode, String reason, String message,
        Path logFile) {

    /** What a container does. */
    public enum State {
        /** It is there, and has not been started. */
        CREATED,
        /** It runs. */
        RUNNING,
        /** It has ended. */
        EXITED,
        /** containerd cannot tell, for example because its shim is gone. */
        UNKNOWN
    }
}
