package io.quarkiverse.containerd.client;

import java.util.List;
import java.util.Map;

/**
 * A container to be run in a pod.
 *
 * @param name its name in the pod
 * @param image a reference of an image that is there
 * @param command what replaces the image's entrypoint and command; empty for the image's own
 * @param environment further environment variables
 * @param tty whether it has a terminal, whose output is its stdout
 */
public record ContainerSpec(String name, String image, List<String> command, Map<String, String> environment, boolean tty) {

    public ContainerSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** A container without a terminal. */
    public ContainerSpec(String name, String image, List<String> command) {
        this(name, image, command, Map.of(), false);
    }
}
