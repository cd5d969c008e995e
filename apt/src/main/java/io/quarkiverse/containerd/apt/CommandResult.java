package io.quarkiverse.containerd.apt;

import java.util.List;

/**
 * The result of a command.
 *
 * @param exitCode the exit code
 * @param lastLines its last lines of output, standard output and standard error together
 */
record CommandResult(int exitCode, List<String> lastLines) {

    CommandResult {
        lastLines = List.copyOf(lastLines);
    }

    boolean succeeded() {
        return exitCode == 0;
    }
}
