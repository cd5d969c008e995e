package io.quarkiverse.containerd.runtime.host.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A process to be started.
 *
 * @param command the executable's absolute path, then its arguments
 * @param environment the whole environment of the process; nothing of this JVM's own is added
 * @param directory working directory
 * @param stopTimeout how long the process may take to end after TERM before it gets KILL
 */
public record ProcessSpec(List<String> command, Map<String, String> environment, Path directory, Duration stopTimeout) {

    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("A command needs an executable");
        }
    }

    /** The executable. */
    public Path executable() {
        return Path.of(command.get(0));
    }
}
