package io.quarkiverse.containerd.runtime.host.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.host.files.FileLocks;
import io.quarkiverse.containerd.runtime.host.probe.ContainerdBinary;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.render.Secrets;
import io.quarkiverse.containerd.runtime.supervisor.ParentHandle;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;
import io.quarkiverse.containerd.testing.DebianContainerd;

/** Real containerd under the supervisor: it serves, it is killed, it finds others in its way, it is given nonsense. */
@Timeout(120)
@ParameterizedClass
@EnumSource(DebianContainerd.class)
@Tag("containerd")
class ContainerdProcessContainerdTest {

    private static final String DN = "root.containerd";

    @Parameter
    DebianContainerd version;
    @TempDir
    Path temp;

    private final LogJournal journal = new MemoryJournal(8192, 16 * 1024);
    private final Supervisor supervisor = new Supervisor(SupervisorSettings.defaults(), journal, new SystemClock());
    private ContainerdProcess.ReadinessProbe probe = this::answers;
    private Process other;

    @AfterEach
    void stopAll() throws InterruptedException {
        assertThat(supervisor.shutdown(Duration.ofSeconds(60))).isEmpty();
        if (other != null) {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void servesIsRestartedAfterAKillAndLeavesNothing() throws IOException {
        start(Duration.ofSeconds(30), "[ttrpc]\naddress = \"%s\"\n[debug]\naddress = \"%s\"\n"
                .formatted(otherSockets().toArray()));
        awaitState(NodeState.HEALTHY);
        await().until(
                () -> snapshot("root.containerd.child").map(NodeSnapshot::state).filter(NodeState.HEALTHY::equals).isPresent());
        long first = PidRecord.read(record()).orElseThrow().pid();
        assertThat(new SocketOwner(new ProcTable()).listens(first, socket())).isTrue();
        assertThat(otherSockets()).allSatisfy(socket -> assertThat(socket).exists());
        // it prints that when it serves already
        await().untilAsserted(() -> assertThat(entries())
                .filteredOn(entry -> entry.message().startsWith("containerd successfully booted"))
                .singleElement().satisfies(booted -> {
                    assertThat(booted.level()).isEqualTo(Level.INFO);
                    assertThat(Integer.parseInt(booted.fields().get("plugins"))).isGreaterThan(20);
                    assertThat(booted.fields()).containsKey("version");
                }));
        assertThat(entries()).filteredOn(entry -> entry.level().compareTo(Level.WARN) <= 0)
                .as("a healthy start warns of nothing").isEmpty();
        assertThat(entries()).filteredOn(entry -> entry.level() == Level.INFO).as("a start in a few lines").hasSizeLessThan(12);

        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        await().until(() -> snapshot(DN).orElseThrow().restarts() == 1);
        assertThat(failure().cause()).isInstanceOfSatisfying(ProcessExit.class, exit -> {
            assertThat(exit.code()).isEqualTo(128 + 9);
            assertThat(exit.lastLines()).isNotEmpty();
        });
        awaitState(NodeState.HEALTHY);
        long second = PidRecord.read(record()).orElseThrow().pid();

        assertThat(supervisor.shutdown(Duration.ofSeconds(60))).isEmpty();
        assertThat(new ProcTable().stat(first)).isEmpty();
        assertThat(new ProcTable().stat(second)).isEmpty();
        assertThat(record()).doesNotExist();
        assertThat(socket()).doesNotExist();
        assertThat(otherSockets()).hasSize(2).allSatisfy(socket -> assertThat(socket).doesNotExist());
    }

    /** As by an output that nobody reads. */
    @Test
    void endsAlthoughTheThreadThatRunsItIsBlocked() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        probe = () -> {
            blocked.countDown();
            return Uninterruptibly.await(Duration.ofMinutes(1), nanos -> released.await(nanos, TimeUnit.NANOSECONDS))
                    && answers();
        };
        start(Duration.ofSeconds(30), "");
        blocked.await();
        ProcessHandle containerd = ProcessHandle.of(PidRecord.read(record()).orElseThrow().pid()).orElseThrow();

        supervisor.shutdown(Duration.ZERO);
        await().until(() -> !containerd.isAlive());
        released.countDown();
    }

    @Test
    void stopsTheContainerdOfAnEarlierRun() throws IOException {
        config("");
        startOther(configFile());
        PidRecord.of(other.pid(), command(), new ProcTable()).orElseThrow().write(record());
        start(Duration.ofSeconds(30), "");
        awaitState(NodeState.HEALTHY);
        assertThat(other.isAlive()).isFalse();
        assertThat(entries()).anyMatch(entry -> entry.message().startsWith("Process " + other.pid() + " is left over"));
    }

    @Test
    void stopsTheContainerdOfAnEarlierRunWhoseRecordIsLost() throws IOException {
        config("");
        startOther(configFile());
        start(Duration.ofSeconds(30), "");
        awaitState(NodeState.HEALTHY);
        assertThat(other.isAlive()).isFalse();
        assertThat(entries()).anyMatch(entry -> entry.message().startsWith("Process " + other.pid() + " is left over"));
    }

    @Test
    void namesTheProcessThatHasLockedTheDatabase() throws IOException {
        config("");
        startOther(Files.copy(configFile(), temp.resolve("other.toml")));
        start(Duration.ofSeconds(30), "");
        StartFailure failure = startFailure();
        assertThat(failure.cause()).contains("the database " + MetadataDatabase.below(root())
                + " is locked by process " + other.pid());
        assertThat(other.isAlive()).as("it is not ours to stop").isTrue();
    }

    /** As after a kill while it made or removed a directory; whether it was killed then is a matter of microseconds. */
    @Test
    void removesIngestsThatContainerdWouldNotFind() throws IOException {
        Path unnamed = ingest("unnamed");
        Files.writeString(unnamed.resolve("startedat"), "");
        Path empty = ingest("empty");
        Files.createFile(empty.resolve("ref"));
        Path foreignInside = Files.createDirectories(ingest("with a foreign directory").resolve("full/entry"));
        Path foreignReference = Files.createDirectories(ingest("with a foreign reference").resolve("ref"));
        Path resumable = ingest("k8s.io/1/layer");
        Files.writeString(resumable.resolve("ref"), "k8s.io/1/layer");
        Path foreign = Files.createDirectory(resumable.resolveSibling("foreign"));
        config("");
        startOther(Files.copy(configFile(), temp.resolve("other.toml")));
        supervise(Duration.ofSeconds(30));
        startFailure();
        assertThat(List.of(unnamed, empty)).as("perhaps it makes them").allSatisfy(ingest -> assertThat(ingest).exists());

        other.destroyForcibly();
        awaitState(NodeState.HEALTHY);

        assertThat(unnamed).doesNotExist();
        assertThat(empty).doesNotExist();
        assertThat(List.of(foreignInside, foreignReference)).as("warned of").allSatisfy(kept -> assertThat(kept).exists());
        assertThat(entries().stream().map(LogEntry::message))
                .anySatisfy(warning -> assertThat(warning).startsWith(foreignInside.getParent().getParent().toString())
                        .endsWith("cannot be removed: the directory is not empty"))
                .anySatisfy(warning -> assertThat(warning).startsWith(foreignReference + " cannot be read: "));
        assertThat(resumable.resolve("ref")).hasContent("k8s.io/1/layer");
        assertThat(foreign).exists();
    }

    private Path ingest(String ref) throws IOException {
        return Files.createDirectories(root().resolve("io.containerd.content.v1.content/ingest")
                .resolve(Digest.of(ref.getBytes(UTF_8)).hex()));
    }

    @Test
    void namesItAlsoWhenContainerdWaitsForEver() throws IOException {
        config("");
        startOther(Files.copy(configFile(), temp.resolve("other.toml")));
        Files.writeString(configFile(), plainConfig(""));
        supervise(Duration.ofSeconds(1));
        StartFailure failure = startFailure();
        assertThat(failure).hasMessageContaining("did not serve on " + socket() + ": it printed nothing");
        assertThat(failure.cause())
                .hasValueSatisfying(cause -> assertThat(cause).endsWith("is locked by process " + other.pid()));
    }

    @Test
    void namesTheLineOfBadToml() throws IOException {
        start(Duration.ofSeconds(30), "foo = = 3\n");
        assertThat(startFailure().cause())
                .hasValueSatisfying(cause -> assertThat(cause).contains("of " + configFile() + ": ").startsWith("line "));
    }

    @Test
    void saysWhatTheCriPluginMissed() throws IOException {
        String images = version == DebianContainerd.V2 ? "\"io.containerd.cri.v1.images\""
                : "\"io.containerd.grpc.v1.cri\".containerd";
        start(Duration.ofSeconds(30), "[plugins." + images + "]\nsnapshotter = \"nope\"\n");
        assertThat(startFailure().cause())
                .hasValueSatisfying(cause -> assertThat(cause).startsWith("the CRI plugin did not start: ").contains("nope"));
    }

    @Test
    void namesTheAddressInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            start(Duration.ofSeconds(30), "[metrics]\naddress = \"" + address + "\"\n");
            assertThat(startFailure().cause()).contains(address + " is in use by another process");
        }
    }

    @Test
    void asksTheProgramForItsVersion() throws IOException {
        assertThat(ContainerdBinary.version(program()).toString()).matches(version.versions());
    }

    private void start(Duration startTimeout, String more) throws IOException {
        config(more);
        supervise(startTimeout);
    }

    private void supervise(Duration startTimeout) {
        ProcessSpec spec = new ProcessSpec(command(), environment(), temp, Duration.ofSeconds(10));
        ContainerdProcess process = new ContainerdProcess(
                new ContainerdProcess.Settings(spec, program(), configFile(), root(), socket(),
                        otherSockets(),
                        record(), new StartLimit(startTimeout, Duration.ofMinutes(5)), Secrets.none(),
                        List.of()),
                probe, serving -> {
                }, new ToldWarnings(), new ContainerdKeep());
        supervisor.start(root -> {
            root.run("containerd", node -> process.run(
                    new ParentHandle(node, parent -> parent.run("child", ContainerdProcessContainerdTest::idle))));
            root.signalHealthy();
            root.signalDone();
        });
    }

    private static void idle(NodeHandle node) throws InterruptedException {
        node.signalHealthy();
        node.awaitCancellation();
    }

    private boolean answers() {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void startOther(Path config) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program().toString(), "--config", config.toString())
                .directory(temp.toFile()).redirectErrorStream(true)
                .redirectOutput(temp.resolve("other.log").toFile());
        builder.environment().putAll(environment());
        other = builder.start();
        await().until(() -> new FileLocks(new ProcTable()).holder(MetadataDatabase.below(root()), 0).isPresent()
                && answers());
    }

    private void awaitState(NodeState state) {
        await()
                .until(() -> snapshot(DN).map(NodeSnapshot::state).filter(state::equals).isPresent());
    }

    private StartFailure startFailure() {
        return (StartFailure) failure().cause();
    }

    private Failure failure() {
        return await()
                .until(() -> snapshot(DN).flatMap(NodeSnapshot::lastFailure), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<NodeSnapshot> snapshot(String dn) {
        return supervisor.snapshot().stream().filter(node -> node.dn().equals(dn)).findFirst();
    }

    private List<LogEntry> entries() {
        return journal.read(JournalQuery.only(DN));
    }

    private void config(String more) throws IOException {
        Files.writeString(configFile(), """
                required_plugins = ["io.containerd.metadata.v1.bolt", "io.containerd.grpc.v1.cri"]
                """ + plainConfig("""
                [timeouts]
                  "io.containerd.timeout.bolt.open" = "1s"
                """ + more));
    }

    private String plainConfig(String more) {
        return """
                version = %5$d
                root = "%1$s"
                state = "%2$s"
                [grpc]
                  address = "%3$s"
                [plugins."io.containerd.internal.v1.opt"]
                  path = "%4$s/opt"
                [plugins."io.containerd.nri.v1.nri"]
                  disable = true
                [plugins.%6$s.cni]
                  conf_dir = "%4$s/cni"
                """.formatted(root(), state(), socket(), temp, version.schema(), version == DebianContainerd.V2
                ? "\"io.containerd.cri.v1.runtime\""
                : "\"io.containerd.grpc.v1.cri\"") + more;
    }

    private List<String> command() {
        return List.of(program().toString(), "--config", configFile().toString());
    }

    private Path program() {
        return version.executable();
    }

    private Map<String, String> environment() {
        return Map.of("PATH", version.searchPath(), "TMPDIR", temp.toString());
    }

    private Path configFile() {
        return temp.resolve("config.toml");
    }

    private Path root() {
        return temp.resolve("root");
    }

    private Path state() {
        return temp.resolve("state");
    }

    private Path socket() {
        return state().resolve("c.sock");
    }

    private List<Path> otherSockets() {
        return List.of(state().resolve("t.sock"), state().resolve("d.sock"));
    }

    private Path record() {
        return temp.resolve("containerd.json");
    }
}
