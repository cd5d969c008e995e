package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.ProcessReadiness;
import io.quarkiverse.containerd.SupervisedProcess;
import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.host.ProcessGroup;
import io.quarkiverse.containerd.runtime.host.files.Directories;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;
import io.quarkiverse.containerd.testing.DebianPackage;

@Timeout(120)
class ProcessRunnerTest {

    private static final FileAttribute<?> PRIVATE = PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString("rwx------"));
    private static final List<Path> PATH = List.of(Path.of("/usr/bin"), Path.of("/bin"));

    @TempDir
    Path temp;

    private final ProcTable processes = new ProcTable();
    private final List<TestNode> nodes = new ArrayList<>();
    private final List<Process> strangers = new ArrayList<>();

    @AfterEach
    void stopAll() throws Exception {
        nodes.forEach(TestNode::cancel);
        for (TestNode node : nodes) {
            await().until(node.result()::isDone);
        }
        for (Process stranger : strangers) {
            new ProcessGroup(stranger.pid()).kill();
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    void givesTheEnvironmentThatWasAskedForAndNothingOfItsOwn() throws Exception {
        TestNode node = start(shell("pwd; env | sort; echo up; exec sleep 1000").environment("COLOUR", "blue")
                .directory(Path.of("/usr")).ready(ProcessReadiness.line(Pattern.compile("^up$"))));
        awaitLine(node, "up");
        assertThat(messages(node)).contains("/usr", "COLOUR=blue", "PATH=/usr/bin:/bin")
                .allMatch(
                        line -> !line.contains("=") || line.matches("(COLOUR|PATH|PWD|_|OLDPWD|QUARKUS_CONTAINERD_PROCESS)=.*"),
                        "no variable of the application");
    }

    @Test
    void stopsAllOfTheGroupByItsSignalAndLeavesNoTrace() throws Exception {
        TestNode node = start(shell("trap 'echo leader; exit 0' USR1; (trap 'echo member; exit 0' USR1; echo set;"
                + " while :; do sleep 0.05; done) & while :; do sleep 0.05; done").stopSignal("SIGUSR1")
                .ready(ProcessReadiness.line(Pattern.compile("^set$"))));
        await().until(node::isHealthy);
        long leader = PidRecord.read(record("root.test")).orElseThrow().pid();
        assertThat(new ProcessGroup(leader).members()).hasSizeGreaterThanOrEqualTo(2);
        node.cancel();
        await().until(node.result()::isDone);
        assertThat(messages(node)).contains("leader", "member");
        assertThat(new ProcessGroup(leader).members()).isEmpty();
        assertThat(processes.stat(leader)).as("no zombie").isEmpty();
        assertThat(record("root.test")).doesNotExist();
    }

    @Test
    void asksOnlyOnce() throws Exception {
        TestNode node = start(shell("trap 'echo asked' USR1; sleep 1000 & echo set; wait; wait; wait").stopSignal("USR1")
                .ready(ProcessReadiness.line(Pattern.compile("^set$"))));
        await().until(node::isHealthy);
        node.cancel();
        await().until(node.result()::isDone);
        assertThat(messages(node)).filteredOn("asked"::equals).hasSize(1);
    }

    @Test
    void killsWhatOutlivesTheLeader() throws Exception {
        // no other test's
        String time = "1000." + ProcessHandle.current().pid();
        TestNode node = start(shell("trap '' TERM; sleep " + time + " & sleep " + time + " & exit 3")
                .stopTimeout(Duration.ofMillis(200)));
        assertFails(() -> node.result().get(), "exited with code 3");
        assertThat(node.entries()).anyMatch(entry -> entry.level() == Level.WARN
                && entry.message().matches("Process \\d+ did not end within 200 ms after SIGTERM; killing it"));
        assertThat(commandLines()).noneMatch(line -> line.equals(List.of("sleep", time)));
    }

    @Test
    void stopsWhatADaemonThatWasKilledHasLeft() throws Exception {
        // started as a runner does, which then is gone
        Path record = record("root.test");
        Files.createDirectories(record.getParent(), PRIVATE);
        String script = "sleep 998 & sleep 999 & wait";
        Process leftover = stranger(record, "setsid", "sh", "-c", script);
        long leader = leftover.pid();
        await().until(() -> new ProcessGroup(leader).members().size() == 3);
        PidRecord.of(leader, List.of("sh", "-c", script), processes).orElseThrow().write(record);
        // its leader has ended since
        ProcessHandle.of(leader).orElseThrow().destroyForcibly();
        leftover.waitFor();
        assertThat(new ProcessGroup(leader).members()).hasSize(2);

        TestNode node = start(shell("exec sleep 1000"));
        await().until(node::isHealthy);
        assertThat(new ProcessGroup(leader).members()).isEmpty();
    }

    @Test
    void stopsWhatWasStartedAndNotRecorded() throws Exception {
        Process leftover = stranger(record("root.test"), "setsid", "/usr/bin/sh", "-c", "sleep 997 & wait");
        await().until(() -> new ProcessGroup(leftover.pid()).members().size() == 2);
        Process ofAnother = stranger(record("root.other"), "setsid", "/usr/bin/sh", "-c", "sleep 997 & wait");
        await().until(() -> new ProcessGroup(ofAnother.pid()).members().size() == 2);

        TestNode node = start(shell("sleep 997 & wait"));
        await().until(node::isHealthy);
        // the JVM notices that a moment later
        assertThat(processes.stat(leftover.pid()).filter(ProcTable.Stat::alive)).isEmpty();
        assertThat(new ProcessGroup(ofAnother.pid()).members()).hasSize(2);
    }

    @Test
    void stopsWhatIsNotRunAnyMore() throws Exception {
        Path record = record("root.gone");
        Files.createDirectories(record.getParent(), PRIVATE);
        Process leftover = stranger(record, "setsid", "sh", "-c", "sleep 996 & wait");
        await().until(() -> new ProcessGroup(leftover.pid()).members().size() == 2);
        PidRecord.of(leftover.pid(), List.of("sh", "-c", "sleep 996 & wait"), processes).orElseThrow().write(record);

        ProcessRunner runner = runner();
        runner.stopLeftovers(new TestNode().logger());
        TestNode node = start(runner, shell("exec sleep 1000").build());
        await().until(node::isHealthy);
        assertThat(new ProcessGroup(leftover.pid()).members()).as("before anything is started").isEmpty();
        assertThat(record).doesNotExist();
    }

    @Test
    void isReadyWhenItIsTheProcessThatListens() throws Exception {
        int port = freePort();
        Path busybox = DebianPackage.busybox();
        Files.writeString(temp.resolve("healthz"), "ok");
        TestNode node = start(SupervisedProcess.command(busybox.toString(), "httpd", "-f", "-p", "127.0.0.1:" + port, "-h",
                temp.toString()).ready(ProcessReadiness.http(URI.create("http://127.0.0.1:" + port + "/healthz")))
                .probeInterval(Duration.ofMillis(20)));
        await().until(node::isHealthy);

        Files.delete(temp.resolve("healthz"));
        await().until(() -> node.signals().equals(List.of("healthy", "unhealthy")));
        Files.writeString(temp.resolve("healthz"), "ok");
        await().until(() -> node.signals().equals(List.of("healthy", "unhealthy", "healthy")));
    }

    @Test
    void anAnswerOfSomebodyElseDoesNotCount() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TestNode node = start(shell("exec sleep 1000").ready(ProcessReadiness.port(other.getLocalPort()))
                    .startTimeout(Duration.ofMillis(300)));
            assertFails(() -> node.result().get(), "it does not listen on port " + other.getLocalPort());
        }
    }

    @Test
    void runsAsAnotherUser() throws Exception {
        TestNode node = start(shell("id -un; id -gn; echo $HOME; echo $USER").user("daemon").ready(ProcessReadiness.exit()));
        node.result().get();
        assertThat(node.signals()).containsExactly("healthy", "done");
        assertThat(messages(node)).containsSubsequence("daemon", "daemon", "/usr/sbin", "daemon");
        TestNode numbers = start(shell("id -u; id -g; id -G").user("4711:4712").ready(ProcessReadiness.exit()));
        numbers.result().get();
        assertThat(messages(numbers)).containsSubsequence("4711", "4712", "4712");
    }

    @Test
    void saysWhatCannotBeRun() {
        assertFails(SupervisedProcess.command("no_such_program").build(), "there is no program no_such_program");
        assertFails(SupervisedProcess.command("/nowhere/x").build(), "the program /nowhere/x is missing");
        assertFails(SupervisedProcess.command("/usr").build(), "/usr is not a file that this user can execute");
        assertFails(shell("true").directory(temp.resolve("none")).build(), "none is missing");
        assertFails(shell("true").user("nobody_at_all").build(), "This machine knows no user nobody_at_all");
    }

    @Test
    void aLineIsBoundedAndOutputIsDrainedWhateverItHolds() throws Exception {
        TestNode node = start(shell("head -c 100000 /dev/zero | tr '\\0' x; echo; printf '\\033[31mred\\n'; exec sleep 1000")
                .ready(ProcessReadiness.line(Pattern.compile("red"))));
        awaitLine(node, "red");
        assertThat(messages(node)).anyMatch(line -> line.endsWith("... [cut, 100000 bytes]"))
                .noneMatch(line -> line.contains("\033"));
    }

    @Test
    void valuesOfTheEnvironmentAreNotShown() {
        assertThat(shell("true").environment("TOKEN", "s3cret").build()).hasToString("sh with TOKEN");
    }

    /**
     * Three processes under a real supervisor, killed again and again: each comes back, alone, and nothing is left in the end.
     */
    @Test
    void processesThatAreKilledAtRandomComeBack() throws Exception {
        // no other test's
        String time = "999." + ProcessHandle.current().pid();
        MemoryJournal journal = new MemoryJournal(1000, 1000);
        Supervisor supervisor = new Supervisor(new SupervisorSettings(Duration.ofMillis(5), 1, 0, Duration.ofMillis(5),
                Duration.ZERO, Duration.ofSeconds(30)), journal, new SystemClock());
        ProcessRunner runner = runner();
        Map<String, SupervisedProcess> definitions = Map.of(
                "one",
                shell("sleep " + time + " & sleep " + time + " & echo up; wait")
                        .ready(ProcessReadiness.line(Pattern.compile("up"))).build(),
                "two", shell("trap 'exit 0' TERM; sleep " + time + " & wait").build(),
                "three", shell("exec sleep " + time).build());
        supervisor.start(root -> {
            definitions.forEach((name, definition) -> root.run(name, child -> runner.run(child, definition)));
            root.signalHealthy();
            root.signalDone();
        });
        try {
            Random random = new Random();
            List<String> names = List.copyOf(definitions.keySet());
            for (int kill = 0; kill < 12; kill++) {
                String dn = "root." + names.get(random.nextInt(names.size()));
                int before = supervisor.snapshot(dn).map(NodeSnapshot::restarts).orElse(0);
                // one whose member was killed may be about to end
                long pid = await().until(() -> state(supervisor, dn) == NodeState.HEALTHY ? PidRecord.read(record(dn))
                        : Optional.<PidRecord> empty(), Optional::isPresent).orElseThrow().pid();
                List<Long> members = new ProcessGroup(pid).members();
                if (!members.isEmpty()) {
                    long victim = random.nextBoolean() ? pid : members.get(random.nextInt(members.size()));
                    ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
                    if (victim == pid) {
                        await().until(() -> supervisor.snapshot(dn).orElseThrow().restarts() > before);
                    }
                }
            }
            await().until(() -> names.stream().allMatch(name -> state(supervisor, "root." + name) == NodeState.HEALTHY));
        } finally {
            assertThat(supervisor.shutdown(Duration.ofSeconds(60))).isEmpty();
        }
        assertThat(commandLines()).noneMatch(line -> line.equals(List.of("sleep", time)));
        assertThat(ProcessHandle.current().descendants().filter(child -> processes.stat(child.pid())
                .filter(stat -> stat.state() == 'Z').isPresent())).as("zombies").isEmpty();
        assertThat(record("x").getParent()).isEmptyDirectory();
    }

    private static NodeState state(Supervisor supervisor, String dn) {
        return supervisor.snapshot(dn).map(NodeSnapshot::state).orElse(NodeState.NEW);
    }

    private void assertFails(SupervisedProcess process, String message) {
        TestNode node = start(runner(), process);
        assertFails(() -> node.result().get(), message);
    }

    private static void assertFails(ThrowingCallable result, String message) {
        assertThatThrownBy(result).isInstanceOf(ExecutionException.class).hasMessageContaining(message);
    }

    private static SupervisedProcess.Builder shell(String script) {
        return SupervisedProcess.command("sh", "-c", script);
    }

    private ProcessRunner runner() {
        return new ProcessRunner(temp.resolve("run/processes"), PATH, new Directories(false));
    }

    private Path record(String dn) {
        return temp.resolve("run/processes").resolve(dn + ".json");
    }

    private TestNode start(SupervisedProcess.Builder process) {
        return start(runner(), process.build());
    }

    private TestNode start(ProcessRunner runner, SupervisedProcess process) {
        TestNode node = new TestNode().start(handle -> runner.run(handle, process));
        nodes.add(node);
        return node;
    }

    private Process stranger(Path record, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(ProcessRunner.MARK, record.toString());
        Process process = builder.start();
        strangers.add(process);
        return process;
    }

    private List<List<String>> commandLines() throws Exception {
        return processes.pids().stream().map(processes::commandLine).toList();
    }

    /** A line by which a node gets ready reaches its log a moment later. */
    private static void awaitLine(TestNode node, String end) {
        await().until(node::isHealthy);
        await().untilAsserted(() -> assertThat(messages(node)).anyMatch(line -> line.endsWith(end)));
    }

    private static List<String> messages(TestNode node) {
        return node.entries().stream().flatMap(entry -> entry.message().lines()).toList();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
