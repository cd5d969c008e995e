package io.quarkiverse.containerd.apt;

import java.util.List;

/**
 * How a command ended.
 *
 * @param exitCode the exit code
 * @param lastLines the end of what it printed, standard output and standard error together
 */
record CommandResult(int exitCode, List<String> lastLines) {

    CommandResult {
        lastLines = List.copyOf(lastLines);
    }

    boolean succeeded() {
        return exitCode == 0;
    }
}
