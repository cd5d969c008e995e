package io.quarkiverse.containerd.deployment.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.grpc.ManagedChannel;
import io.quarkiverse.containerd.apt.ContainerdBinaries;
import io.quarkiverse.containerd.apt.FileTrees;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.CriClient;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.SnapshotInfo;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.runtime.host.ExecutableLocator;
import io.quarkiverse.containerd.testing.Command;
import io.quarkiverse.containerd.testing.DebianPackage;
import io.quarkiverse.containerd.testing.Machine;
import io.quarkiverse.containerd.testing.NetworkNamespace;

/**
 * A packaged node daemon that runs pods: a process in a network namespace of its own, with all of its directories below one.
 */
public final class PodNode implements AutoCloseable {

    /** An emulated machine takes longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("pods.patience", 90L));
    private static final String BUNDLES = "io.containerd.runtime.v2.task/k8s.io";

    private final Path application;
    private final List<String> jvmOptions;
    private final ContainerdBinaries binaries;
    private final Path directory;
    private final Path busybox;
    private final NetworkNamespace network;
    private final ContainerdConnection socket;
    /** The ids of all containers that were seen. */
    private final Set<String> containers = new TreeSet<>();
    private Process process;

    /** @param application the directory of the packaged application */
    public PodNode(Path application, ContainerdBinaries binaries) throws Exception {
        this(application, binaries, List.of());
    }

    /**
     * @param application the directory of the packaged application
     * @param jvmOptions options of the daemon's JVM
     */
    public PodNode(Path application, ContainerdBinaries binaries, List<String> jvmOptions) throws Exception {
        this.application = application;
        this.jvmOptions = List.copyOf(jvmOptions);
        this.binaries = binaries;
        this.directory = Files.createTempDirectory("pods");
        this.busybox = DebianPackage.busybox();
        Files.createDirectories(run());
        // as Debian mounts /run, but of a size that a test can fill without taking the machine's memory
        Command.run("mount", "-t", "tmpfs", "-o", "nosuid,nodev,noexec,mode=0755,size=64m", "tmpfs", run().toString());
        PodImages.write(preseedDirectory());
        this.network = new NetworkNamespace();
        this.socket = new ContainerdConnection(state().resolve("containerd.sock"));
    }

    /** Starts the daemon, and waits until containerd has the images. */
    public void start(String... settings) throws Exception {
        launch(settings);
        awaitServing();
        for (String image : List.of(PodImages.PAUSE, PodImages.BUSYBOX)) {
            await(image).atMost(PATIENCE).ignoreExceptions()
                    .until(() -> client().criImages().status(image).isPresent());
        }
    }

    /** Starts the daemon. */
    void launch(String... settings) throws IOException {
        process = command(settings).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
    }

    /** Returns the command of a daemon with these directories. */
    public ProcessBuilder command(String... settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                // as cheap as can be, and a busy machine is no reason for a warning
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dquarkus.vertx.max-event-loop-execute-time=1m",
                "-Dquarkus.http.port=8080",
                "-Dquarkus.containerd.executable=" + binaries.executable().orElseThrow(),
                "-Dquarkus.containerd.path=" + path(),
                "-Dquarkus.containerd.cni.bin-dir=" + binaries.cniBinDirectory().orElseThrow(),
                "-Dquarkus.containerd.run-directory=" + run(),
                "-Dquarkus.containerd.root=" + root(),
                "-Dquarkus.containerd.state=" + state(),
                "-Dquarkus.containerd.runtimes.runc.root=" + runcRoot(),
                "-Dquarkus.containerd.preseed.directory=" + directory.resolve("preseed"),
                "-Dquarkus.containerd.sandbox-image=" + PodImages.PAUSE,
                "-Dquarkus.containerd.cri.netns-mounts-under-state-dir=true",
                "-Dquarkus.containerd.toml.\"plugins.'io.containerd.internal.v1.opt'.path\"=" + directory.resolve("opt"),
                "-Dquarkus.log.category.\"root.runsc\".level=DEBUG"));
        for (String setting : settings) {
            command.add("-D" + setting);
        }
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", application.resolve("quarkus-run.jar").toString()));
        return new ProcessBuilder(network.enter(command)).redirectErrorStream(true);
    }

    /** The daemon. */
    public Process daemon() {
        return process;
    }

    /** The directory of everything that the node has. */
    public Path directory() {
        return directory;
    }

    /** Asks the daemon to stop. */
    public void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("the daemon stops").isTrue();
    }

    /** Kills containerd. @return the containerd that was killed */
    public ProcessHandle killContainerd() throws Exception {
        ProcessHandle containerd = containerd();
        containerd.destroyForcibly();
        await("containerd's end").atMost(PATIENCE).until(() -> Machine.processesNaming(run().resolve("config.toml").toString())
                .stream().noneMatch(containerd::equals));
        return containerd;
    }

    /** The containerd that the daemon runs. */
    public ProcessHandle containerd() throws IOException {
        long pid = new ObjectMapper().readTree(run().resolve("containerd.json").toFile()).path("pid").asLong();
        return ProcessHandle.of(pid).orElseThrow();
    }

    public void awaitServing() {
        await("containerd's answer").atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).ignoreExceptions()
                .failFast("the daemon runs",
                        () -> assertThat(process.isAlive()).as(() -> "the daemon runs: " + printed()).isTrue())
                .until(() -> {
                    client().reconnect();
                    return cri().status().runtimeReady();
                });
    }

    void awaitNetwork() {
        await("the network").atMost(PATIENCE).until(() -> cri().status().networkReady());
    }

    public ContainerdClient client() {
        return socket.client();
    }

    /** The channel to containerd, for what the client has no words for. */
    ManagedChannel channel() {
        return socket.channel();
    }

    public CriClient cri() {
        return client().cri();
    }

    /**
     * Fetches a pod's page from inside of the node's network namespace. An address of IPv6 serves only when the kernel has seen
     * that nobody else has it; a connection that was tried before that may hang.
     */
    public String get(String address) {
        AtomicReference<String> page = new AtomicReference<>();
        await(address).atMost(PATIENCE).untilAsserted(() -> page.set(get(address, 80, "/index.html")));
        return page.get();
    }

    /** Fetches a page of the daemon. */
    public String daemonPage(String path) throws IOException, InterruptedException {
        return get("127.0.0.1", 8080, path);
    }

    private String get(String address, int port, String path) throws IOException, InterruptedException {
        String response = network.run("timeout", "3", "bash", "-c", "exec 3<>/dev/tcp/" + address + "/" + port
                + " && printf 'GET " + path + " HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3");
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    /** Connects to an address of containerd's streaming server. */
    Stdio stdio(URI address) throws IOException {
        return new Stdio(network, address);
    }

    /** A directory with busybox as the programs that gVisor's wrapper calls, the shell among them. */
    Path busyboxPrograms() throws IOException {
        Path programs = Files.createDirectories(directory.resolve("busybox"));
        for (String program : List.of("sh", "grep", "sed", "cat", "mkfifo", "umount")) {
            Files.createSymbolicLink(programs.resolve(program), busybox);
        }
        return programs;
    }

    /** The directories of containerd and what it calls, as the key has them. */
    String path() {
        return Stream.concat(binaries.path().stream(), ExecutableLocator.COMMAND_DIRECTORIES.stream()).map(Path::toString)
                .collect(Collectors.joining(","));
    }

    public Path run() {
        return directory.resolve("run");
    }

    public Path root() {
        return directory.resolve("root");
    }

    /** The directory of the archives of the pods' images. */
    public Path preseedDirectory() {
        return directory.resolve("preseed/k8s.io");
    }

    /** The directory of runc's state. */
    Path runcRoot() {
        return directory.resolve("runc");
    }

    /** The command that runs in the node's network namespace. */
    public List<String> enter(List<String> command) {
        return network.enter(command);
    }

    /** The names of the snapshots in a snapshotter. */
    Set<String> snapshots(String snapshotter) {
        return client().namespace(CriImages.NAMESPACE).snapshots(snapshotter).list().stream().map(SnapshotInfo::name)
                .collect(Collectors.toSet());
    }

    Path podLogs() {
        return directory.resolve("pod-logs");
    }

    public String printed() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Remembers the pods and containers that there are, so that their traces can be looked for. */
    public void noteContainers() throws IOException {
        Path bundles = state().resolve(BUNDLES);
        if (Files.isDirectory(bundles)) {
            try (Stream<Path> ids = Files.list(bundles)) {
                ids.forEach(id -> containers.add(id.getFileName().toString()));
            }
        }
    }

    /** The traces of the noted pods on a node that has none any more; empty if all is well. */
    List<String> leftovers() throws IOException, InterruptedException {
        List<String> left = new ArrayList<>();
        for (String id : containers) {
            Machine.processesNaming(id).forEach(found -> left.add("process " + found.info().commandLine().orElse(id)));
        }
        Machine.mountsBelow(state()).forEach(mount -> left.add("mount " + mount));
        Machine.controlGroups(containers).forEach(group -> left.add("control group " + group));
        network.interfaces().forEach(each -> left.add("interface " + each));
        left.addAll(files(state().resolve("ipam"), file -> file.getFileName().toString().matches("[0-9a-f.:]*[.:][0-9a-f]+")));
        left.addAll(files(runcRoot(), file -> containers.contains(file.getFileName().toString())));
        left.addAll(files(state().resolve("runsc"), file -> file.getFileName().toString().endsWith(".state")));
        left.addAll(files(state().resolve(BUNDLES), file -> containers.contains(file.getFileName().toString())));
        return left;
    }

    private static List<String> files(Path directory, Predicate<Path> which) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(which).map(Path::toString).toList();
        }
    }

    public Path state() {
        return directory.resolve("state");
    }

    public Path log() {
        return directory.resolve("daemon.log");
    }

    /** Ends what the node has started, also when a test has failed in the middle. */
    @Override
    public void close() throws Exception {
        noteContainers();
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        socket.close();
        initProcesses().forEach(ProcessHandle::destroyForcibly);
        await("the end of all processes").atMost(PATIENCE).until(() -> {
            List<ProcessHandle> left = Machine.processesNaming(directory.toString());
            left.forEach(ProcessHandle::destroyForcibly);
            return left.isEmpty();
        });
        for (String mount : Machine.mountsBelow(directory)) {
            Command.run("umount", "--lazy", mount);
        }
        network.close();
        for (Path group : Machine.controlGroups(containers)) {
            await(group.toString()).atMost(PATIENCE).ignoreExceptions().until(() -> Files.deleteIfExists(group) || true);
        }
        keepLog();
        FileTrees.delete(directory);
    }

    /** For whoever wants to know why a test has failed; gVisor's debug lines are far too many. */
    private void keepLog() throws IOException {
        Path kept = Files.createDirectories(Path.of("target", "pod-nodes"));
        Files.write(kept.resolve(directory.getFileName() + ".log"),
                printed().lines().filter(line -> !line.contains(" DEBUG [root.runsc] ")).toList());
    }

    /** The first processes of all containers; runc's do not tell in their command lines where they belong. */
    private List<ProcessHandle> initProcesses() throws IOException {
        List<ProcessHandle> processes = new ArrayList<>();
        for (String id : containers) {
            Path pid = state().resolve(BUNDLES).resolve(id).resolve("init.pid");
            if (Files.exists(pid)) {
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(processes::add);
            }
        }
        return processes;
    }
}
