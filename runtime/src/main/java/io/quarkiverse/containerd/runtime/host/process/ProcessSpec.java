package io.quarkiverse.containerd.runtime.host.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The specification of a process.
 *
 * @param command the absolute path of the executable, then its arguments
 * @param environment the complete environment; nothing is inherited from this JVM
 * @param directory working directory
 * @param stopTimeout time that the process may take to end after SIGTERM before it is killed
 */
public record ProcessSpec(List<String> command, Map<String, String> environment, Path directory, Duration stopTimeout) {

    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("A command needs an executable");
        }
    }

    /** Returns the executable. */
    public Path executable() {
        return Path.of(command.get(0));
    }
}
