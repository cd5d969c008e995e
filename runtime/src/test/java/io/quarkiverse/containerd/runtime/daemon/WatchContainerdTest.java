package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.runtime.host.ShortCommand;
import io.quarkiverse.containerd.runtime.host.process.ContainerdKeep;
import io.quarkiverse.containerd.runtime.host.process.ContainerdProcess;
import io.quarkiverse.containerd.runtime.host.process.ProcessSpec;
import io.quarkiverse.containerd.runtime.host.process.StartLimit;
import io.quarkiverse.containerd.runtime.host.process.ToldWarnings;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.render.Fixture;
import io.quarkiverse.containerd.runtime.render.Secrets;
import io.quarkiverse.containerd.runtime.supervisor.ParentHandle;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;
import io.quarkiverse.containerd.testing.DebianContainerd;

/** Real containerd that loses its socket, or falls silent, under its watch. */
@Timeout(120)
@ParameterizedClass
@EnumSource(DebianContainerd.class)
@Tag("containerd")
class WatchContainerdTest {

    private static final String CONTAINERD = "root.containerd";
    private static final String WATCH = "root.containerd.watch";
    private static final Duration INTERVAL = Duration.ofMillis(100);
    /** In which a containerd answers that was not made silent, whatever else the machine does. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(500);
    /** The time for which a containerd may be silent if the test does not want it to be restarted. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Parameter
    DebianContainerd version;
    @TempDir
    Path temp;

    private final MemoryJournal journal = new MemoryJournal(8192, 16 * 1024);
    private final Supervisor supervisor = new Supervisor(SupervisorSettings.defaults(), journal, new SystemClock());
    private final WatchCounters counters = new WatchCounters();
    private volatile Duration restartAfter = PATIENCE;
    private ContainerdConnection connection;
    private ContainerdProbe probe;
    private PodNetwork network;
    private Process other;

    @BeforeEach
    void connect() {
        connection = new ContainerdConnection(socket());
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        if (other != null) {
            other.destroyForcibly().waitFor();
        }
        assertThat(supervisor.shutdown(Duration.ofSeconds(60))).isEmpty();
        connection.close();
    }

    @Test
    void aRemovedSocketIsNoticedAndMadeAgain() throws Exception {
        start(TIMEOUT);
        Files.delete(socket());
        awaitRestart("the socket " + socket() + " has been removed");
        assertThat(warnings()).containsExactly(
                "containerd cannot be reached: the socket " + socket() + " has been removed");
        assertThat(counters.report()).isEqualTo(new WatchReport(0, 0, 1));
        assertThat(connection.client().isServing()).isTrue();
    }

    @Test
    void aForeignListenerInThePlaceOfTheSocketIsNoContainerd() throws Exception {
        start(TIMEOUT);
        try (ServerSocketChannel foreign = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path aside = temp.resolve("foreign.sock");
            foreign.bind(UnixDomainSocketAddress.of(aside));
            Files.move(aside, socket(), StandardCopyOption.ATOMIC_MOVE);
            awaitRestart("another socket is in the place of " + socket());
        }
        assertThat(connection.client().isServing()).isTrue();
    }

    @Test
    void aSecondDaemonThatTookTheSocketIsNotOurs() throws Exception {
        start(TIMEOUT);
        Path config = config(temp.resolve("second"));
        other = process(config).start();
        awaitRestart("another socket is in the place of " + socket() + ", and process " + other.pid() + " listens on it");
        assertThat(connection.client().isServing()).isTrue();
    }

    @Test
    void aNetworkDirectoryThatIsMadeAgainIsSeen() throws Exception {
        start(TIMEOUT);
        Path directory = temp.resolve("cni");
        Files.delete(directory);
        Files.createDirectory(directory);
        awaitHealthy(1);
        Files.writeString(directory.resolve("10-agent.conflist"), """
                {"cniVersion": "0.3.1", "name": "agent", "plugins": [{"type": "ptp"}]}
                """);
        await().until(() -> connection.client().cri().status().networkReady());
    }

    @Test
    void aContainerdThatStandsStillIsRestartedAndItsGoroutinesAreAskedFor() throws Exception {
        start(SHORT_TIMEOUT);
        long pid = pid();
        signal("STOP", pid);
        long missed = counters.report().missedAnswers();
        await().until(() -> counters.report().missedAnswers() >= missed + 3);
        assertThat(state(WATCH)).isEqualTo(NodeState.UNHEALTHY);
        assertThat(probe.newest().orElseThrow().error()).isPresent();
        // a busy machine may have been silent before
        assertThat(warnings()).filteredOn(message -> message.startsWith("containerd does not answer: "))
                .hasSize(1 + answersAgain().size());
        restartAfter = SHORT_TIMEOUT;
        awaitRestart("it has not answered for ");
        assertThat(pid()).isNotEqualTo(pid);
        assertThat(counters.report().silenceRestarts()).isEqualTo(1);
    }

    @Test
    void aContainerdThatStoodStillForAMomentIsLeftAlone() throws Exception {
        start(SHORT_TIMEOUT);
        long pid = pid();
        signal("STOP", pid);
        await().until(() -> state(WATCH) == NodeState.UNHEALTHY);
        signal("CONT", pid);
        await().until(() -> state(WATCH) == NodeState.HEALTHY);
        assertThat(pid()).isEqualTo(pid);
        assertThat(answersAgain()).isNotEmpty();
        assertThat(node(CONTAINERD).restarts()).isZero();
    }

    /** @param timeout the time after which an answer of containerd is missed */
    private void start(Duration timeout) throws IOException {
        probe = new ContainerdProbe(connection.client(), true, INTERVAL, timeout, InstantSource.system(), System::nanoTime);
        Path config = config(temp);
        ProcessSpec spec = new ProcessSpec(command(config), environment(), temp, Duration.ofSeconds(1));
        ContainerdProcess process = new ContainerdProcess(
                new ContainerdProcess.Settings(spec, spec.executable(), config, temp.resolve("root"),
                        socket(), List.of(), temp.resolve("containerd.json"),
                        new StartLimit(Duration.ofSeconds(30), Duration.ofMinutes(5)), Secrets.none(), List.of()),
                probe::answers,
                probe::serves, new ToldWarnings(), new ContainerdKeep());
        network = new PodNetwork(temp.resolve("root"), temp.resolve("state"), temp.resolve("cni"),
                () -> Fixture.render(Map.of("cni.enabled", "false"), Fixture.V1_7, Fixture.CAPABLE), "boot");
        supervisor.start(root -> {
            network.removeOutdated(root.logger());
            root.run("containerd",
                    node -> {
                        Files.createDirectories(temp.resolve("cni"));
                        try (Closeable held = network.watched()) {
                            process.run(new ParentHandle(node, parent -> parent.run("watch", watch -> watch(timeout, watch))));
                        }
                    });
            root.signalHealthy();
            root.signalDone();
        });
        awaitHealthy(0);
    }

    private void watch(Duration timeout, NodeHandle node) throws InterruptedException {
        new WatchLoop(new Health(INTERVAL, timeout, () -> restartAfter, true), () -> network.lookBeside(probe.observe()),
                this::restart, counters, MonotonicTimer.SYSTEM).run(node);
    }

    /** The next containerd is not restarted because it takes its time. */
    private void restart(String reason, boolean dump) {
        restartAfter = PATIENCE;
        probe.restart(reason, dump);
    }

    private void awaitRestart(String reason) {
        awaitHealthy(1);
        assertThat(node(CONTAINERD).lastFailure().orElseThrow().message())
                .matches("containerd \\(pid \\d+\\) is restarted: .*").contains(reason);
    }

    private void awaitHealthy(int restarts) {
        await().until(() -> supervisor.snapshot(CONTAINERD).isPresent()
                && node(CONTAINERD).restarts() == restarts && state(CONTAINERD) == NodeState.HEALTHY
                && supervisor.snapshot(WATCH).filter(watch -> watch.state() == NodeState.HEALTHY).isPresent());
    }

    private NodeState state(String dn) {
        return node(dn).state();
    }

    private NodeSnapshot node(String dn) {
        return supervisor.snapshot(dn).orElseThrow();
    }

    private long pid() {
        return messages(CONTAINERD, Level.INFO).stream().filter(message -> message.contains(" serves on "))
                .map(message -> message.replaceAll("^containerd \\(pid (\\d+)\\).*", "$1")).map(Long::valueOf)
                .reduce((first, last) -> last).orElseThrow();
    }

    private List<String> warnings() {
        return messages(WATCH, Level.WARN);
    }

    private List<String> answersAgain() {
        return messages(WATCH, Level.INFO).stream().filter(message -> message.startsWith("containerd answers again after "))
                .toList();
    }

    private List<String> messages(String dn, Level atLeast) {
        return journal.read(new JournalQuery(dn, false, 8192, atLeast)).stream().map(LogEntry::message).toList();
    }

    private static void signal(String signal, long pid) throws IOException {
        ShortCommand.run(List.of("/bin/sh", "-c", "kill -" + signal + " " + pid));
    }

    private ProcessBuilder process(Path config) {
        ProcessBuilder builder = new ProcessBuilder(command(config)).directory(temp.toFile()).redirectErrorStream(true)
                .redirectOutput(temp.resolve("other.log").toFile());
        builder.environment().putAll(environment());
        return builder;
    }

    /** A configuration with directories of its own; the socket is always the same. */
    private Path config(Path directory) throws IOException {
        Files.createDirectories(directory);
        String cri = version == DebianContainerd.V2 ? "\"io.containerd.cri.v1.runtime\"" : "\"io.containerd.grpc.v1.cri\"";
        return Files.writeString(directory.resolve("config.toml"), """
                version = %d
                root = "%2$s/root"
                state = "%2$s/state"
                [grpc]
                  address = "%3$s"
                [plugins."io.containerd.internal.v1.opt"]
                  path = "%2$s/opt"
                [plugins."io.containerd.nri.v1.nri"]
                  disable = true
                [plugins.%4$s.cni]
                  conf_dir = "%2$s/cni"
                """.formatted(version.schema(), directory, socket(), cri));
    }

    private List<String> command(Path config) {
        return List.of(version.executable().toString(), "--config", config.toString());
    }

    private Map<String, String> environment() {
        return Map.of("PATH", version.searchPath(), "TMPDIR", temp.toString());
    }

    private Path socket() {
        return temp.resolve("c.sock");
    }
}
