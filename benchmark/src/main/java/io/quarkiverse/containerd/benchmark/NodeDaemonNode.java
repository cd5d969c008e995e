package io.quarkiverse.containerd.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged sample node daemon, which starts containerd and preseeds it. */
final class NodeDaemonNode implements BootContender {

    private static final String LOADED = " in namespace " + Archives.NAMESPACE + " (";
    private static final Duration STOP = Duration.ofSeconds(60);

    private final Launch launch;
    private final ContainerdVersion version;
    private final Archives archives;
    private final Path directory;
    private Process daemon;
    private Thread output;

    /** @param parent gets a new directory with all that the daemon writes */
    NodeDaemonNode(Launch launch, ContainerdVersion version, Archives archives, Path parent) throws IOException {
        this.launch = launch;
        this.version = version;
        this.archives = archives;
        this.directory = Files.createTempDirectory(parent, "node");
    }

    @Override
    public String kind() {
        return launch.kind();
    }

    @Override
    public Measurement boot() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
        long start = System.nanoTime();
        daemon = builder.start();
        BufferedReader lines = daemon.inputReader();
        awaitImages(lines);
        Duration wall = Duration.ofNanos(System.nanoTime() - start);
        Duration containerdCpu = daemon.children().map(CpuClock::of).map(CpuClock::used).reduce(Duration.ZERO, Duration::plus);
        Measurement boot = new Measurement(wall, CpuClock.of(daemon.toHandle()).used(), containerdCpu,
                ResidentMemory.peak(daemon));
        discard(lines);
        return boot;
    }

    private List<String> command() throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(launch.flags());
        command.addAll(List.of(
                "-Dquarkus.http.port=" + freePort(),
                "-Dquarkus.containerd.executable=" + version.programs().executable(),
                "-Dquarkus.containerd.path=" + version.programs().searchPath().replace(':', ','),
                "-Dquarkus.containerd.run-directory=" + directory.resolve("run"),
                "-Dquarkus.containerd.root=" + directory.resolve("root"),
                "-Dquarkus.containerd.state=" + directory.resolve("state"),
                "-Dquarkus.containerd.preseed.directory=" + archives.preseedDirectory(),
                "-jar", launch.application().toString()));
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /** The daemon logs a line for each archive that has been loaded. */
    private void awaitImages(BufferedReader lines) throws IOException {
        List<String> printed = new ArrayList<>();
        int loaded = 0;
        while (loaded < archives.files().size()) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the daemon ended before all images were loaded:\n" + String.join("\n", printed));
            }
            printed.add(line);
            if (line.contains(LOADED)) {
                loaded++;
            }
        }
    }

    private void discard(BufferedReader lines) {
        output = new Thread(() -> lines.lines().forEach(line -> {
        }), "daemon-output");
        output.start();
    }

    @Override
    public void shutDown() throws InterruptedException {
        daemon.toHandle().destroy();
        if (!daemon.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the daemon did not stop within " + STOP);
        }
        output.join();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (daemon != null && daemon.isAlive()) {
            shutDown();
        }
        FileTrees.delete(directory);
    }
}
