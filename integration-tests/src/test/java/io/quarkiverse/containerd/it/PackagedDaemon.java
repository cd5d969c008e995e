package io.quarkiverse.containerd.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;

/** The packaged sample node daemon as a process of its own, with all of its directories below one. */
final class PackagedDaemon implements AutoCloseable {

    private static final Path APPLICATION = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path containerd;
    private final String path;
    private final String cniBinDir;
    private final Path directory;
    private final int port;
    private Process process;

    /** @param devServices the settings by which Dev Services name what they have found */
    PackagedDaemon(Map<String, String> devServices) throws IOException {
        this.containerd = Path.of(devServices.get("quarkus.containerd.executable"));
        this.path = devServices.get("quarkus.containerd.path");
        this.cniBinDir = devServices.get("quarkus.containerd.cni.bin-dir");
        this.directory = Files.createTempDirectory("node");
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
    }

    Path preseed(String archive) {
        return directory.resolve("preseed").resolve("k8s.io").resolve(archive);
    }

    /** Puts the archive of an image with one small layer into the preseed directory. */
    void preseed(String archive, String image) throws IOException {
        new DockerArchive().image(Image.of(Layer.of(Map.of("name", image.getBytes(StandardCharsets.UTF_8)))), image)
                .write(preseed(archive));
    }

    /** Cuts an archive in the middle. */
    void truncate(String archive) throws IOException {
        byte[] bytes = Files.readAllBytes(preseed(archive));
        Files.write(preseed(archive), Arrays.copyOf(bytes, bytes.length / 2));
    }

    /** Cuts the metadata database of a containerd that does not run. */
    void damageDatabase() throws IOException {
        Path database = directory.resolve("root/io.containerd.metadata.v1.bolt/meta.db");
        Files.write(database, Arrays.copyOf(Files.readAllBytes(database), 8192));
    }

    Health health() {
        return new Health(port);
    }

    Control control() {
        return new Control(runDirectory().resolve("control.sock"));
    }

    Ctr ctr() {
        return new Ctr(containerd.resolveSibling("ctr"), socket());
    }

    Path socket() {
        return directory.resolve("state").resolve("containerd.sock");
    }

    /** Starts the daemon; further arguments are settings such as {@code quarkus.containerd.cni.mtu=1400}. */
    PackagedDaemon start(String... settings) throws IOException {
        return start(List.of(), settings);
    }

    /** Starts the daemon as systemd starts a service of type notify with a watchdog. */
    PackagedDaemon startNotifying(String socket, Duration watchdog) throws IOException {
        return start(List.of("sh", "-c", "export WATCHDOG_PID=$$; exec \"$@\"", "sh", "env", "NOTIFY_SOCKET=" + socket,
                "WATCHDOG_USEC=" + watchdog.toNanos() / 1000), "quarkus.containerd.health.interval=1s");
    }

    private PackagedDaemon start(List<String> launcher, String... settings) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(java(settings));
        command.addAll(List.of("-jar", APPLICATION.toString()));
        process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
        return this;
    }

    private List<String> java(String... settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // as cheap as can be, and a busy machine is no reason for a warning
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dquarkus.vertx.max-event-loop-execute-time=1m",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.containerd.executable=" + containerd,
                "-Dquarkus.containerd.path=" + path,
                "-Dquarkus.containerd.cni.bin-dir=" + cniBinDir,
                "-Dquarkus.containerd.run-directory=" + runDirectory(),
                "-Dquarkus.containerd.root=" + directory.resolve("root"),
                "-Dquarkus.containerd.state=" + directory.resolve("state"),
                "-Dquarkus.containerd.preseed.directory=" + directory.resolve("preseed")));
        for (String setting : settings) {
            command.add("-D" + setting);
        }
        return command;
    }

    /** Runs a command of the application's command line, and returns what it prints. */
    String command(int expectedExit, String... arguments) throws IOException, InterruptedException {
        return command(expectedExit, List.of(), APPLICATION, List.of(), arguments);
    }

    /**
     * Runs a command of the application's command line.
     *
     * @param launcher runs the command, for example as another user
     * @param application where the application is
     * @param settings further settings
     */
    String command(int expectedExit, List<String> launcher, Path application, List<String> settings, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(java(settings.toArray(String[]::new)));
        command.addAll(List.of("-jar", application.toString()));
        command.addAll(List.of(arguments));
        Process running = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(running.waitFor()).as("%s: %s", command, printed).isEqualTo(expectedExit);
        return printed;
    }

    /** Starts a command that does not end by itself. @param output the file that gets what it prints */
    Process start(Path output, String... arguments) throws IOException {
        List<String> command = java();
        command.addAll(List.of("-jar", APPLICATION.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    /** Returns the application's jar. */
    static Path application() {
        return APPLICATION;
    }

    Path directory() {
        return directory;
    }

    Path runDirectory() {
        return directory.resolve("run");
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return directory.resolve("daemon.log");
    }

    String printed() throws IOException {
        return Files.readString(log());
    }

    /** The containerd that the daemon runs, or has left behind. */
    Optional<ProcessHandle> child() throws IOException {
        return recorded(runDirectory().resolve("containerd.json"));
    }

    /** A configured process, as the daemon has recorded it. */
    ProcessHandle process(String name) throws IOException {
        return recorded(processes().resolve("root." + name + ".json")).orElseThrow();
    }

    private Path processes() {
        return runDirectory().resolve("processes");
    }

    private static Optional<ProcessHandle> recorded(Path record) throws IOException {
        return Files.exists(record) ? ProcessHandle.of(new ObjectMapper().readTree(record.toFile()).path("pid").asLong())
                : Optional.empty();
    }

    /** Kills the daemon alone, as the kernel's OOM killer would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks the daemon to stop. @return its exit code */
    int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("the daemon stops").isTrue();
        return process.exitValue();
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("the daemon ends").isTrue();
        return process.exitValue();
    }

    /** Whether a process runs; one that has ended and waits for its parent's notice does not. */
    static boolean runs(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    /** What is left of the daemon: sockets below its directory. */
    List<Path> sockets() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().contains(".sock")).toList();
        }
    }

    @Override
    public void close() throws Exception {
        if (process != null && process.isAlive()) {
            process.destroyForcibly().waitFor();
        }
        for (ProcessHandle left : left()) {
            left.destroyForcibly();
            await().atMost(PATIENCE).until(() -> !runs(left));
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private List<ProcessHandle> left() throws IOException {
        List<ProcessHandle> left = new ArrayList<>();
        child().ifPresent(left::add);
        if (Files.isDirectory(processes())) {
            try (Stream<Path> records = Files.list(processes())) {
                for (Path record : records.toList()) {
                    recorded(record).ifPresent(left::add);
                }
            }
        }
        return left;
    }
}
