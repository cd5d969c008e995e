package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.testing.DebianContainerd;

/** A package upgrade, or its way back, while the daemon runs: containerd is another one at its next start. */
@Timeout(240)
@Tag("containerd")
class ReplacedContainerdTest {

    @TempDir
    Path temp;

    @Test
    void eachStartIsThatOfTheContainerdThatIsThere() throws Exception {
        Path executable = temp.resolve("containerd");
        replace(executable, DebianContainerd.V2);
        try (SupervisedContainerd containerd = new SupervisedContainerd(temp,
                Map.of("executable", executable.toString(), "supervisor.initial-backoff", "10ms", "runsc.enabled", "false"))) {
            containerd.start().awaitHealthy(0);
            int restarts = 0;
            for (DebianContainerd next : List.of(DebianContainerd.V1_7, DebianContainerd.V1_6, DebianContainerd.V2)) {
                replace(executable, next);
                ProcessHandle.of(containerd.pid()).orElseThrow().destroyForcibly();
                containerd.awaitHealthy(++restarts);
                assertThat(containerd.client().version().version()).matches("v?" + next.versions());
                assertThat(temp.resolve("run/config.toml")).content().contains("version = " + next.schema());
            }
            assertThat(containerd.messages(Level.INFO)).filteredOn(message -> message.contains("the last start was that of"))
                    .hasSize(3);
        }
    }

    /** As a package manager does it: the new file takes the place of the old one. */
    private static void replace(Path executable, DebianContainerd version) throws IOException {
        Path next = executable.resolveSibling("containerd.new");
        Files.copy(version.executable(), next, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(next, executable, StandardCopyOption.ATOMIC_MOVE);
    }
}
