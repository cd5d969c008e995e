package io.quarkiverse.containerd.deployment;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.quarkiverse.containerd.testing.LocalContainerd;
import io.quarkiverse.containerd.testing.MinimalConfig;

/** A containerd that a test starts by itself, in a directory of its own. */
final class ContainerdDaemon {

    // fixed, because the application's class loader makes its own instance of what a test holds
    private final Path directory = Path.of(System.getProperty("java.io.tmpdir"), "ctd" + ProcessHandle.current().pid());
    private Process process;

    Path state() {
        return directory.resolve("state");
    }

    Path socket() {
        return state().resolve("containerd.sock");
    }

    void start() {
        Path program = LocalContainerd.binaries().executable().orElseThrow();
        try {
            Files.createDirectories(directory);
            Path config = Files.writeString(directory.resolve("config.toml"), MinimalConfig.of(directory, socket()));
            process = new ProcessBuilder(program.toString(), "--config", config.toString())
                    .redirectErrorStream(true).redirectOutput(directory.resolve("containerd.log").toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(socket()));
    }

    void stop() {
        try (Stream<Path> files = Files.walk(directory)) {
            if (process != null) {
                process.destroy();
                process.waitFor();
            }
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
