package io.quarkiverse.containerd.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.quarkiverse.containerd.apt.FileTrees;

/** The packaged sample node daemon, which starts containerd and preseeds it. */
final class NodeDaemonNode implements BootContender {

    private static final String LOADED = " in namespace " + Archives.NAMESPACE + " (";
    private static final String STARTED = "Installed features:";
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

    private final JvmVariant variant;
    private final ContainerdVersion version;
    private final Archives archives;
    private final Path directory;
    private final List<String> settings;
    private final UnaryOperator<List<String>> launcher;
    /** The text that lines tell the end of the boot by, and the number of these lines. */
    private final String awaited;
    private final int lines;
    private Process daemon;

    /** @param parent directory in which a directory for all that the daemon writes is created */
    NodeDaemonNode(JvmVariant variant, ContainerdVersion version, Archives archives, Path parent) {
        this(variant, version, archives, parent, List.of(), UnaryOperator.identity());
    }

    /**
     * @param parent directory in which a directory for all that the daemon writes is created
     * @param settings more settings, as {@code key=value}
     * @param launcher changes the command that starts the daemon; the process must stay the same
     */
    NodeDaemonNode(JvmVariant variant, ContainerdVersion version, Archives archives, Path parent, List<String> settings,
            UnaryOperator<List<String>> launcher) {
        this(variant, version, archives, parent, settings, launcher, LOADED, archives.files().size());
    }

    private NodeDaemonNode(JvmVariant variant, ContainerdVersion version, Archives archives, Path parent,
            List<String> settings, UnaryOperator<List<String>> launcher, String awaited, int lines) {
        this.variant = variant;
        this.version = version;
        this.archives = archives;
        this.directory = parent.resolve("node");
        this.settings = settings;
        this.launcher = launcher;
        this.awaited = awaited;
        this.lines = lines;
    }

    /** Returns one that starts no containerd: what Java and Quarkus take of each boot. */
    static NodeDaemonNode withoutContainerd(JvmVariant variant, ContainerdVersion version, Archives archives, Path parent) {
        return new NodeDaemonNode(variant, version, archives, parent, List.of("quarkus.containerd.enabled=false"),
                UnaryOperator.identity(), STARTED, 1);
    }

    @Override
    public String kind() {
        return variant.kind();
    }

    @Override
    public Measurement boot() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
        // as in the unit of the guide to systemd
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        long start = System.nanoTime();
        daemon = builder.start();
        BufferedReader output = daemon.inputReader();
        awaitBoot(output);
        Duration wall = Duration.ofNanos(System.nanoTime() - start);
        Measurement boot = new Measurement(wall, CpuClock.of(daemon.toHandle()).used(),
                daemon.children().map(CpuClock::of).map(CpuClock::used).reduce(Duration.ZERO, Duration::plus),
                ResidentMemory.peak(daemon));
        new Thread(() -> discard(output), "daemon-output").start();
        return boot;
    }

    private List<String> command() throws IOException {
        List<String> command = new ArrayList<>(List.of(variant.java().program().toString()));
        command.addAll(variant.flags());
        command.addAll(List.of(
                "-Dquarkus.http.port=" + freePort(),
                "-Dquarkus.containerd.executable=" + version.programs().executable(),
                "-Dquarkus.containerd.path=" + version.programs().searchPath().replace(':', ','),
                "-Dquarkus.containerd.run-directory=" + directory.resolve("run"),
                "-Dquarkus.containerd.root=" + directory.resolve("root"),
                "-Dquarkus.containerd.state=" + state(),
                "-Dquarkus.containerd.preseed.directory=" + archives.preseedDirectory()));
        settings.forEach(setting -> command.add("-D" + setting));
        command.addAll(List.of("-jar", variant.application().toString()));
        return launcher.apply(command);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /** Waits until the daemon has logged the lines that end its boot, which is one for each archive unless it loads none. */
    private void awaitBoot(BufferedReader output) throws IOException {
        ProcessHandle handle = daemon.toHandle();
        CompletableFuture<Boolean> limit = CompletableFuture.supplyAsync(handle::destroy,
                CompletableFuture.delayedExecutor(START_LIMIT.toSeconds(), TimeUnit.SECONDS));
        List<String> printed = new ArrayList<>();
        int seen = 0;
        while (seen < lines) {
            String line = output.readLine();
            if (line == null) {
                throw new IOException("the daemon ended before it had booted:\n" + String.join("\n", printed));
            }
            printed.add(line);
            if (line.contains(awaited)) {
                seen++;
            }
        }
        limit.cancel(false);
    }

    private static void discard(BufferedReader lines) {
        lines.lines().forEach(line -> {
        });
    }

    private Path state() {
        return directory.resolve("state");
    }

    @Override
    public Path socket() {
        return state().resolve("containerd.sock");
    }

    ProcessHandle process() {
        return daemon.toHandle();
    }

    @Override
    public void shutDown() throws InterruptedException {
        // unlike the process, its handle leaves the output open
        daemon.toHandle().destroy();
        if (!daemon.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            daemon.descendants().forEach(ProcessHandle::destroyForcibly);
            daemon.destroyForcibly().waitFor();
            throw new IllegalStateException("the daemon did not stop within " + STOP_LIMIT);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            if (daemon != null && daemon.isAlive()) {
                shutDown();
            }
        } finally {
            FileTrees.delete(directory);
        }
    }
}
