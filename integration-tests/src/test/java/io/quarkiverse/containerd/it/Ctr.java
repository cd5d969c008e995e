package io.quarkiverse.containerd.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** containerd's own command line client. */
final class Ctr {

    private final Path program;
    private final Path socket;

    Ctr(Path program, Path socket) {
        this.program = program;
        this.socket = socket;
    }

    /** What it prints; fails the test unless it exits with 0. */
    String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(program.toString(), "--address", socket.toString(), "--namespace", "k8s.io"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
        return output;
    }
}
