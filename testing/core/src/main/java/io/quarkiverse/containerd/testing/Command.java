package io.quarkiverse.containerd.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/** Runs programs of this machine. */
public final class Command {

    private Command() {
    }

    /** Runs a program and returns its output; fails the test unless it exits with 0. */
    public static String run(String... command) throws IOException, InterruptedException {
        return run(List.of(command));
    }

    public static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as("exit of %s: %s", command, output).isZero();
        return output;
    }
}
