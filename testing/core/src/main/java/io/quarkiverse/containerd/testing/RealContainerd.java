package io.quarkiverse.containerd.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.quarkiverse.containerd.apt.FileTrees;

/** A real containerd in a directory of its own, which is deleted when it is closed. */
public class RealContainerd implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String searchPath;
    private final Path directory;
    private final Path socket;
    private final Optional<SmallDisk> disk;
    private final UnaryOperator<List<String>> launcher;
    private Process process;

    /** The content of a containerd's configuration. */
    @FunctionalInterface
    public interface Configuration {

        /**
         * Writes {@code config.toml} into the directory, for a containerd that works in it.
         *
         * @param directory the containerd's own directory
         * @param socket the socket to listen on
         */
        void write(Path directory, Path socket) throws IOException;
    }

    /**
     * The settings of a containerd.
     *
     * @param searchPath the directories of its programs, separated as in PATH
     * @param parent the directory to make its own directory in; the path must be short enough for a socket below it
     * @param configuration the content of its configuration
     * @param diskSize the bytes of the disk for its content, if it has a disk of its own
     * @param launcher changes the command that starts it; the process must stay the same
     */
    public record Setup(String searchPath, Path parent, Configuration configuration, OptionalLong diskSize,
            UnaryOperator<List<String>> launcher) {

        /** The containerd of {@link LocalContainerd}, with a minimal configuration. */
        public static Setup local() {
            return of(LocalContainerd.searchPath());
        }

        /** The containerd of a suite of Debian, with a minimal configuration. */
        public static Setup of(DebianContainerd version) {
            return of(version.searchPath());
        }

        private static Setup of(String searchPath) {
            return new Setup(searchPath, Path.of(System.getProperty("java.io.tmpdir")), RealContainerd::minimal,
                    OptionalLong.empty(), UnaryOperator.identity());
        }

        /** Returns this setup in another directory. */
        public Setup in(Path parent) {
            return new Setup(searchPath, parent, configuration, diskSize, launcher);
        }

        /** Returns this setup with another configuration. */
        public Setup with(Configuration configuration) {
            return new Setup(searchPath, parent, configuration, diskSize, launcher);
        }

        /**
         * Returns this setup with the content on a small disk of its own.
         *
         * @param size bytes
         */
        public Setup onDisk(long size) {
            return new Setup(searchPath, parent, configuration, OptionalLong.of(size), launcher);
        }

        /** Returns this setup with another command, for example to run in another network namespace. */
        public Setup launchedBy(UnaryOperator<List<String>> launcher) {
            return new Setup(searchPath, parent, configuration, diskSize, launcher);
        }
    }

    /** Prepares the directory of a containerd that does not run yet. */
    public RealContainerd(Setup setup) throws IOException {
        searchPath = setup.searchPath();
        launcher = setup.launcher();
        directory = Files.createTempDirectory(setup.parent(), "ctd");
        socket = directory.resolve("c.sock");
        disk = setup.diskSize().isEmpty() ? Optional.empty()
                : Optional.of(SmallDisk.at(Files.createDirectory(directory.resolve("root")), setup.diskSize().getAsLong()));
        setup.configuration().write(directory, socket);
    }

    private static void minimal(Path directory, Path socket) throws IOException {
        Files.writeString(directory.resolve("config.toml"), MinimalConfig.of(directory, socket) + """
                [plugins."io.containerd.grpc.v1.cri".cni]
                  conf_dir = "%1$s/cni"
                [plugins."io.containerd.grpc.v1.cri".registry]
                  config_path = "%1$s/registries"
                """.formatted(directory));
    }

    /** Starts a containerd. */
    public static RealContainerd start(Setup setup) {
        try {
            RealContainerd containerd = new RealContainerd(setup);
            containerd.run();
            return containerd;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the daemon, and waits until it serves. */
    public void run() throws IOException {
        ProcessBuilder builder = command("containerd", "--config", directory.resolve("config.toml").toString());
        builder.command(launcher.apply(builder.command()));
        disk.ifPresent(own -> builder.command(own.entering(builder.command())));
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("containerd.log").toFile()));
        process = builder.start();
        await("containerd's answer").atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
            assertThat(process.isAlive()).as(() -> "containerd runs: " + log()).isTrue();
            return listens();
        });
    }

    /** containerd opens its socket once it has loaded its plugins. */
    private boolean listens() {
        try (SocketChannel ignored = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private ProcessBuilder command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(LocalContainerd.find(searchPath, program).orElseThrow().toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PATH", searchPath + File.pathSeparator + System.getenv("PATH"));
        return builder;
    }

    /**
     * The end of a program.
     *
     * @param status its exit status
     * @param output its standard output and standard error
     */
    public record Exit(int status, String output) {
    }

    /** Runs ctr against this daemon and returns its output; fails the test unless it exits with 0. */
    public String ctr(String namespace, String... arguments) throws IOException, InterruptedException {
        Exit exit = tryCtr(namespace, arguments);
        assertThat(exit.status()).as("exit of ctr %s: %s", List.of(arguments), exit.output()).isZero();
        return exit.output();
    }

    /** Runs ctr against this daemon, which may fail. */
    public Exit tryCtr(String namespace, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--address", socket.toString(), "--namespace", namespace));
        all.addAll(List.of(arguments));
        return execute("ctr", all.toArray(String[]::new));
    }

    private Exit execute(String program, String... arguments) throws IOException, InterruptedException {
        Process running = command(program, arguments).redirectErrorStream(true).start();
        running.getOutputStream().close();
        String output = new String(running.getInputStream().readAllBytes());
        return new Exit(running.waitFor(), output);
    }

    /** The version of containerd's program, such as {@code 1.7.24}. */
    public String version() throws IOException, InterruptedException {
        return execute("containerd", "--version").output().split(" ")[2];
    }

    /** Makes CRI ask this registry by HTTP; containerd 2.x tries HTTPS first even on the loopback interface. */
    public void allowHttp(String registry) throws IOException {
        Path hosts = Files.createDirectories(directory.resolve("registries").resolve(registry));
        Files.writeString(hosts.resolve("hosts.toml"), """
                server = "http://%1$s"
                [host."http://%1$s"]
                  capabilities = ["pull", "resolve"]
                """.formatted(registry));
    }

    /** Has ctr import an archive by containerd's client, not by the transfer service of later versions. */
    public void importArchive(String namespace, Path archive, boolean unpack) throws IOException, InterruptedException {
        Exit exit = tryImport(namespace, archive, unpack);
        assertThat(exit.status()).as("exit of ctr's import: %s", exit.output()).isZero();
    }

    /** {@link #importArchive}, which may fail. */
    public Exit tryImport(String namespace, Path archive, boolean unpack) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("images", "import"));
        if (!version().startsWith("1.6")) {
            command.add("--local");
        }
        if (!unpack) {
            command.add("--no-unpack");
        }
        command.add(archive.toString());
        return tryCtr(namespace, command.toArray(String[]::new));
    }

    /** The daemon's log since its first start. */
    public String log() {
        try {
            return Files.readString(directory.resolve("containerd.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The daemon's process. */
    public Process process() {
        return process;
    }

    /** The socket that the daemon listens on. */
    public Path socket() {
        return socket;
    }

    /** The disk of its content, if it has one of its own. */
    public SmallDisk disk() {
        return disk.orElseThrow();
    }

    /** Kills the daemon as a power cut would. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        disk.ifPresent(SmallDisk::close);
        FileTrees.delete(directory);
    }
}
