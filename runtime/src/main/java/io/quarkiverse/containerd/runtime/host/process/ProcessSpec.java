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
 * @param stop the way in which it is stopped
 */
public record ProcessSpec(List<String> command, Map<String, String> environment, Path directory, StopRule stop) {

    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("A command needs an executable");
        }
    }

    /**
     * The specification of a process that is stopped by SIGTERM, without what it has started.
     *
     * @param stopTimeout time that it may take to end before it is killed
     */
    public ProcessSpec(List<String> command, Map<String, String> environment, Path directory, Duration stopTimeout) {
        this(command, environment, directory, StopRule.alone(stopTimeout));
    }

    /** Returns the executable. */
    public Path executable() {
        return Path.of(command.get(0));
    }
}
