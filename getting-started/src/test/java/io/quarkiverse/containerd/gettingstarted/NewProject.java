package io.quarkiverse.containerd.gettingstarted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A project in a directory of its own, where commands run as a newcomer types them: {@code mvn} is a Maven that has dev mode,
 * and finds the extension in a local repository.
 */
final class NewProject implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 600;
    private static final Path MAVEN = Path.of("target", "maven", "apache-maven-3.9.12").toAbsolutePath();

    private final Path directory;
    private final Path log;
    private Process process;

    NewProject(Path directory) throws IOException {
        LocalRepository.install();
        this.directory = Files.createDirectories(directory);
        this.log = directory.resolveSibling(directory.getFileName() + ".log");
    }

    Path directory() {
        return directory;
    }

    void write(String file, String text) throws IOException {
        Path target = directory.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
    }

    /** Runs a command to its end. */
    void run(String command) throws Exception {
        start(command, Map.of());
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("%s ends: %s", command, log).isTrue();
        assertThat(process.exitValue()).as(() -> command + ": " + printed()).isZero();
    }

    /** Starts a command that runs until {@link #stop()}. */
    void start(String command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec " + command).directory(directory.toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PATH", MAVEN.resolve("bin") + ":" + Path.of(System.getProperty("java.home"), "bin") + ":"
                + System.getenv("PATH"));
        builder.environment().put("MAVEN_ARGS", String.join(" ", "-B", "-ntp", "-nsu", "-Dquarkus.analytics.disabled=true",
                "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
                "-Dmaven.repo.local.tail=" + System.getProperty("maven.repo.local.tail")));
        process = builder.start();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Stops the command as Ctrl-C does, and waits until all that it started has ended. */
    void stop() throws InterruptedException {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        process.destroy();
        assertThat(all).allSatisfy(one -> assertThat(one.onExit()).succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    String printed() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
