package io.quarkiverse.containerd.client;

import java.util.List;
import java.util.Map;

/**
 * The configuration of a container.
 *
 * @param name the container's name within its pod
 * @param image a reference to an image that is present
 * @param command the command, which replaces the image's entrypoint and command; empty to use those of the image
 * @param environment additional environment variables
 * @param stdin whether the container has a stdin, which ends when the first client that attaches to it leaves; without one it
 *        reads from {@code /dev/null}
 * @param tty whether the container has a terminal, whose output becomes its stdout
 */
public record CriContainerConfig(String name, String image, List<String> command, Map<String, String> environment,
        boolean stdin, boolean tty) {

    /** Copies command and environment. */
    public CriContainerConfig {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** A container without additional environment variables, stdin and terminal. */
    public CriContainerConfig(String name, String image, List<String> command) {
        this(name, image, command, Map.of(), false, false);
    }
}
