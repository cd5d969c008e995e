package io.quarkiverse.containerd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import io.grpc.ManagedChannel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.quarkiverse.containerd.runtime.grpc.GrpcContainerdClient;
import io.quarkiverse.containerd.runtime.grpc.UnixSocketChannels;

/**
 * A real containerd in a directory of its own, with a client. The programs come from a suite of Debian or, where none is asked
 * for, from the directories of the system property {@code containerd.test.path}; without it from the PATH.
 */
public final class RealContainerd implements AutoCloseable {

    private static final String PATH_PROPERTY = "containerd.test.path";
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Logger NETTY = Logger.getLogger("io.netty.bootstrap.Bootstrap");

    static {
        // gRPC asks for SO_KEEPALIVE, which unix sockets do not have; the extension filters Netty's words on it
        NETTY.setLevel(Level.SEVERE);
    }

    private final Path directory;
    private final Path socket;
    private final String searchPath;
    private final EventLoopGroup events = new NioEventLoopGroup(1);
    private final ManagedChannel channel;
    private final Optional<SmallDisk> disk;
    private Process process;

    /** What a containerd is to read. */
    public interface Configuration {

        /**
         * Writes {@code config.toml} into the directory, for a containerd that works in it.
         *
         * @param directory the containerd's own directory
         * @param socket where it is to listen
         */
        void write(Path directory, Path socket) throws IOException;
    }

    private RealContainerd(Path directory, String searchPath, Configuration configuration, Optional<SmallDisk> disk)
            throws IOException {
        this.directory = directory;
        this.disk = disk;
        this.socket = directory.resolve("c.sock");
        this.searchPath = searchPath;
        this.channel = UnixSocketChannels.builder(socket, events, false).build();
        configuration.write(directory, socket);
    }

    private static void minimal(Path directory, Path socket) throws IOException {
        Files.writeString(directory.resolve("config.toml"), """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                [grpc]
                  address = "%2$s"
                [plugins."io.containerd.internal.v1.opt"]
                  path = "%1$s/opt"
                [plugins."io.containerd.nri.v1.nri"]
                  disable = true
                [plugins."io.containerd.grpc.v1.cri".cni]
                  conf_dir = "%1$s/cni"
                [plugins."io.containerd.grpc.v1.cri".registry]
                  config_path = "%1$s/registries"
                """.formatted(directory, socket));
    }

    /** Starts containerd below a new directory. */
    public static RealContainerd start() {
        return start(searchPath());
    }

    /** Starts the containerd of a suite below a new directory. */
    public static RealContainerd start(DebianContainerd version) {
        return start(version.searchPath());
    }

    /** Starts the containerd of a suite below a new directory in this one, whose path is short. */
    public static RealContainerd start(DebianContainerd version, Path parent) {
        return start(version.searchPath(), RealContainerd::minimal, parent);
    }

    /** Starts the containerd of a suite below a new directory, with a configuration of the test's own. */
    public static RealContainerd start(DebianContainerd version, Configuration configuration) {
        return start(version.searchPath(), configuration, TEMPORARY);
    }

    /**
     * Starts the containerd of a suite below a new directory, with its content on a disk of its own.
     *
     * @param diskSize bytes
     */
    public static RealContainerd startOnSmallDisk(DebianContainerd version, long diskSize) {
        try {
            Path directory = Files.createTempDirectory("ctd");
            SmallDisk disk = SmallDisk.at(Files.createDirectory(directory.resolve("root")), diskSize);
            return start(directory, version.searchPath(), RealContainerd::minimal, Optional.of(disk));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RealContainerd start(String searchPath) {
        return start(searchPath, RealContainerd::minimal, TEMPORARY);
    }

    private static RealContainerd start(String searchPath, Configuration configuration, Path parent) {
        try {
            return start(Files.createTempDirectory(parent, "ctd"), searchPath, configuration, Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RealContainerd start(Path directory, String searchPath, Configuration configuration,
            Optional<SmallDisk> disk) throws IOException {
        RealContainerd containerd = new RealContainerd(directory, searchPath, configuration, disk);
        containerd.run();
        return containerd;
    }

    /** The directories to search for containerd's programs. */
    public static String searchPath() {
        String property = System.getProperty(PATH_PROPERTY, "");
        String path = property.isEmpty() ? System.getenv("PATH") : property;
        if (find(path, "containerd").isEmpty()) {
            fail("there is no containerd in the directories of " + path + ": install it, or name its directory in the system"
                    + " property " + PATH_PROPERTY);
        }
        return path;
    }

    private static Optional<Path> find(String path, String program) {
        return Arrays.stream(path.split(File.pathSeparator)).map(element -> Path.of(element, program))
                .filter(Files::isExecutable).findFirst();
    }

    /** Starts the daemon, and waits until it answers. */
    public void run() throws IOException {
        ProcessBuilder builder = command("containerd", "--config", directory.resolve("config.toml").toString());
        disk.ifPresent(own -> builder.command(own.entering(builder.command())));
        builder.redirectErrorStream(true).redirectOutput(directory.resolve("containerd.log").toFile());
        process = builder.start();
        await("containerd's answer").atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).ignoreExceptions()
                .until(() -> {
                    client().reconnect();
                    return client().isServing();
                });
    }

    private ProcessBuilder command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(find(searchPath, program).orElseThrow().toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PATH", searchPath + File.pathSeparator + System.getenv("PATH"));
        return builder;
    }

    /** What a program did. */
    public record Exit(int status, String output) {
    }

    /** Runs ctr against this daemon; its output, failing the test unless it exits with 0. */
    public String ctr(String namespace, String... arguments) throws IOException, InterruptedException {
        Exit exit = tryCtr(namespace, arguments);
        assertThat(exit.status()).as("exit of ctr %s: %s", List.of(arguments), exit.output()).isZero();
        return exit.output();
    }

    /** Runs ctr against this daemon, which may fail. */
    public Exit tryCtr(String namespace, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--address", socket.toString(), "--namespace", namespace));
        all.addAll(List.of(arguments));
        Process ctr = command("ctr", all.toArray(String[]::new)).redirectErrorStream(true).start();
        ctr.getOutputStream().close();
        String output = new String(ctr.getInputStream().readAllBytes());
        return new Exit(ctr.waitFor(), output);
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

    /** Has ctr import an archive as containerd's client does it, and not the transfer service of later versions. */
    public void importArchive(String namespace, Path archive, boolean unpack) throws IOException, InterruptedException {
        Exit exit = tryImport(namespace, archive, unpack);
        assertThat(exit.status()).as("exit of ctr's import: %s", exit.output()).isZero();
    }

    /** {@link #importArchive}, which may fail. */
    public Exit tryImport(String namespace, Path archive, boolean unpack) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("images", "import"));
        if (!client().version().version().startsWith("1.6")) {
            command.add("--local");
        }
        if (!unpack) {
            command.add("--no-unpack");
        }
        command.add(archive.toString());
        return tryCtr(namespace, command.toArray(String[]::new));
    }

    /** A client of this daemon. */
    public ContainerdClient client() {
        return new GrpcContainerdClient(channel, socket);
    }

    /** The channel of {@link #client()}. */
    public ManagedChannel channel() {
        return channel;
    }

    /** What the daemon has logged. */
    public String log() throws IOException {
        return Files.readString(directory.resolve("containerd.log"));
    }

    /** The daemon's process. */
    public Process process() {
        return process;
    }

    /** Where the daemon listens. */
    public Path socket() {
        return socket;
    }

    /** Where its content is, if it was started so. */
    public SmallDisk disk() {
        return disk.orElseThrow();
    }

    /** Kills the daemon as a power cut would. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws Exception {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        disk.ifPresent(SmallDisk::close);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
