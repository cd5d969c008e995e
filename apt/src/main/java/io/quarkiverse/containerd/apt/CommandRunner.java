package io.quarkiverse.containerd.apt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Runs commands to their end. */
interface CommandRunner {

    /**
     * Runs a command.
     *
     * @param command the command and its arguments
     * @param directory the working directory
     * @param lines gets every line of standard output and standard error while the command runs
     * @throws IOException if the command cannot be started, or does not end in time
     */
    CommandResult run(List<String> command, Path directory, Consumer<String> lines) throws IOException;
}
