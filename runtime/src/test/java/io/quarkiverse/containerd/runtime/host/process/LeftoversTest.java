package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.ProcTable;

@Timeout(120)
class LeftoversTest {

    @TempDir
    Path temp;

    private final ProcTable processes = new ProcTable();
    private final TestNode node = new TestNode();
    private final Leftovers leftovers = new Leftovers(processes, Duration.ofSeconds(10), Duration.ofSeconds(10));
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stopAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void stopsTheProcessOfTheRecordAndSaysSo() throws Exception {
        Process process = start("sleep", "1000");
        record(process, List.of("sleep", "1000")).write(file());
        assertThat(leftovers.stop(file(), command(), node.logger())).isTrue();
        assertThat(process.waitFor()).isEqualTo(128 + 15);
        assertThat(file()).doesNotExist();
        assertThat(messages()).first().asString()
                .isEqualTo("Process " + process.pid() + " is left over from an earlier run (sleep 1000); stopping it");
        assertThat(node.entries()).allMatch(entry -> entry.level() == Level.INFO);
    }

    @Test
    void killsOneThatIgnoresTerm() throws Exception {
        List<String> command = List.of("/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done");
        Process process = start(command.toArray(String[]::new));
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        record(process, command).write(file());
        assertThat(
                new Leftovers(processes, Duration.ofMillis(100), Duration.ofSeconds(10)).stop(file(), command(), node.logger()))
                .isTrue();
        assertThat(process.waitFor()).isEqualTo(128 + 9);
        assertThat(messages()).anyMatch(message -> message.endsWith("did not end within 100 ms after SIGTERM; killing it"));
    }

    @Test
    void leavesAProcessAloneThatOnlySharesThePid() throws Exception {
        Process process = start("sleep", "1000");
        PidRecord right = record(process, List.of("sleep", "1000"));
        for (PidRecord other : List.of(
                new PidRecord(right.pid(), right.startTime() + 1, right.bootId(), right.command()),
                new PidRecord(right.pid(), right.startTime(), "another boot", right.command()),
                new PidRecord(right.pid(), right.startTime(), right.bootId(), List.of("sleep", "1001")))) {
            other.write(file());
            assertThat(leftovers.stop(file(), command(), node.logger())).isFalse();
            assertThat(process.isAlive()).isTrue();
            assertThat(file()).doesNotExist();
        }
    }

    @Test
    void knowsAProcessBehindAWrapperAndAScriptBehindItsInterpreter() throws Exception {
        Process wrapped = start("/bin/sh", "-c", "echo ready; exec \"$@\"", "sh", "sleep", "1000");
        wrapped.inputReader().readLine();
        org.awaitility.Awaitility.await().until(() -> processes.commandLine(wrapped.pid()).equals(List.of("sleep", "1000")));
        record(wrapped, List.of("/usr/bin/wrapper", "--option", "sleep", "1000")).write(file());
        assertThat(leftovers.stop(file(), command(), node.logger())).isTrue();

        Path script = Files.writeString(temp.resolve("script"), "#!/bin/sh\necho ready\nread forever\n");
        script.toFile().setExecutable(true);
        Process interpreted = start(script.toString(), "x");
        assertThat(interpreted.inputReader().readLine()).isEqualTo("ready");
        record(interpreted, List.of(script.toString(), "x")).write(file());
        assertThat(leftovers.stop(file(), command(), node.logger())).isTrue();
    }

    @Test
    void recognizesAProcessWhoseRecordIsLost() throws Exception {
        Process process = startContainerd(config());
        assertThat(stop()).isTrue();
        assertThat(process.waitFor()).isEqualTo(128 + 15);
        assertThat(messages()).first().asString().isEqualTo("Process " + process.pid()
                + " is left over from an earlier run (/bin/sh " + containerd() + " --config " + config() + "); stopping it");
        assertThat(node.entries()).allMatch(entry -> entry.level() == Level.INFO);
    }

    @Test
    void recognizesAProcessWhoseRecordIsGarbage() throws Exception {
        for (String garbage : List.of("", "\0\0\0\0", "{\"pid\":", "[1]", "{\"pid\": -1, \"startTime\": 1, \"bootId\": \"b\","
                + " \"command\": []}")) {
            Process process = startContainerd(config());
            Files.writeString(file(), garbage);
            assertThat(stop()).as(garbage).isTrue();
            assertThat(process.waitFor()).isEqualTo(128 + 15);
        }
    }

    @Test
    void recognizesAProcessBesideThatOfTheRecord() throws Exception {
        Process recorded = startContainerd(config());
        Process other = startContainerd(config());
        record(recorded, List.of(containerd().toString(), "--config", config().toString())).write(file());
        assertThat(stop()).isTrue();
        recorded.waitFor();
        other.waitFor();
    }

    @Test
    void recognizesAProcessOfAnotherExecutableOfThatName() throws Exception {
        Path renamed = Files.copy(Path.of("/bin/sh"), Files.createDirectories(temp.resolve("other")).resolve("containerd"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Process elsewhere = start(script(temp.resolve("script"), renamed), config());
        Files.delete(renamed);
        assertThat(stop()).isTrue();
        elsewhere.waitFor();
    }

    @Test
    void leavesOtherProcessesAlone() throws Exception {
        Process otherConfig = startContainerd(temp.resolve("other.toml"));
        Process otherProgram = start(script(temp.resolve("editor"), Path.of("/bin/sh")), config());
        Process shortCommand = started(containerd().toString(), "--config", config().toString(), "config", "dump");
        assertThat(stop()).isFalse();
        assertThat(List.of(otherConfig, otherProgram, shortCommand)).allMatch(Process::isAlive);
        assertThat(node.entries()).isEmpty();
    }

    @Test
    void leavesAProcessInAContainerAlone() throws Exception {
        Process container = started("unshare", "--pid", "--fork", "--kill-child",
                script(containerd(), Path.of("/bin/sh")).toString(), "--config", config().toString());
        ProcessHandle contained = container.children().findFirst().orElseThrow();
        assertThat(command().running(processes)).noneMatch(record -> record.pid() == contained.pid());
        assertThat(contained.isAlive()).isTrue();
    }

    @Test
    void comparesCommandLines() {
        assertThat(PidRecord.sameCommand(List.of("a", "b"), List.of("a", "b"))).isTrue();
        assertThat(PidRecord.sameCommand(List.of("a", "b"), List.of("a"))).isFalse();
        assertThat(PidRecord.sameCommand(List.of("a", "b"), List.of())).isFalse();
        assertThat(PidRecord.sameCommand(List.of(), List.of("a"))).isFalse();
        assertThat(PidRecord.sameCommand(List.of("a", "b"), List.of("a", "c"))).isFalse();
    }

    @Test
    void forgetsAProcessThatHasEnded() throws Exception {
        Process process = start("sleep", "1000");
        record(process, List.of("sleep", "1000")).write(file());
        process.destroyForcibly().waitFor();
        assertThat(leftovers.stop(file(), command(), node.logger())).isFalse();
        assertThat(file()).doesNotExist();
        assertThat(leftovers.stop(file(), command(), node.logger())).as("without a record").isFalse();
        assertThat(node.entries()).isEmpty();
    }

    @Test
    void warnsOfARecordThatCannotBeUnderstood() throws Exception {
        for (String text : List.of("", "{", "[]", "{\"pid\": 1}",
                "{\"pid\": \"1\", \"startTime\": 1, \"bootId\": \"x\", \"command\": []}")) {
            Files.writeString(file(), text);
            assertThat(leftovers.stop(file(), command(), node.logger())).isFalse();
            assertThat(file()).doesNotExist();
        }
        assertThat(node.entries()).hasSize(5).allSatisfy(entry -> {
            assertThat(entry.level()).isEqualTo(Level.WARN);
            assertThat(entry.message()).startsWith(file() + " is not a process record: ")
                    .endsWith("; it is removed, and a process of an earlier run is recognized without it");
        });
    }

    @Test
    void neitherFollowsALinkNorWaitsAtAFifoInThePlaceOfTheRecord() throws Exception {
        Path elsewhere = Files.writeString(temp.resolve("elsewhere"), "{}");
        Files.createSymbolicLink(file(), elsewhere);
        assertThat(stop()).isFalse();
        assertThat(elsewhere).hasContent("{}");
        assertThat(start("mkfifo", file().toString()).waitFor()).isZero();
        assertThat(stop()).isFalse();
        assertThat(file()).doesNotExist();
        assertThat(messages()).hasSize(2)
                .allMatch(
                        message -> message.startsWith(file() + " is not a process record: not a regular file; it is removed"));
    }

    @Test
    void keepsTheRecordWhenItIsInterrupted() throws Exception {
        List<String> command = List.of("/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done");
        Process process = start(command.toArray(String[]::new));
        process.inputReader().readLine();
        record(process, command).write(file());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> leftovers.stop(file(), command(), node.logger())).as(() -> node.entries().toString())
                .isInstanceOf(InterruptedException.class);
        assertThat(PidRecord.read(file())).contains(record(process, command));
    }

    @Test
    void writesARecordThatPeopleCanRead() throws IOException {
        new PidRecord(7, 4711, "b", List.of("/usr/bin/containerd", "--config", "/a b")).write(file());
        assertThat(file()).hasContent("""
                {
                  "pid" : 7,
                  "startTime" : 4711,
                  "bootId" : "b",
                  "command" : [ "/usr/bin/containerd", "--config", "/a b" ]
                }
                """);
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> new PidRecord(7, 1, "b", List.of("x")).write(temp.resolve("missing/pid.json")))
                .isInstanceOf(HostException.class)
                .hasMessageStartingWith(
                        "Process record " + temp.resolve("missing/pid.json") + " cannot be written: no such file");
    }

    private boolean stop() throws Exception {
        return leftovers.stop(file(), command(), node.logger());
    }

    private ConfiguredCommand command() {
        return new ConfiguredCommand(containerd(), config());
    }

    private Path containerd() {
        return temp.resolve("containerd");
    }

    private Path config() {
        return temp.resolve("config.toml");
    }

    private Process startContainerd(Path config) throws Exception {
        return start(script(containerd(), Path.of("/bin/sh")), config);
    }

    private Process start(Path executable, Path config) throws Exception {
        return started(executable.toString(), "--config", config.toString());
    }

    /** Starts a script, or what runs one, and waits until it has said so. */
    private Process started(String... command) throws Exception {
        Process process = start(command);
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        return process;
    }

    private static Path script(Path file, Path shell) throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(file, "#!" + shell + "\necho ready\nread forever\n");
            file.toFile().setExecutable(true);
        }
        return file;
    }

    private Path file() {
        return temp.resolve("pid.json");
    }

    private List<String> messages() {
        return node.entries().stream().map(LogEntry::message).toList();
    }

    private PidRecord record(Process process, List<String> command) throws IOException {
        return PidRecord.of(process.pid(), command, processes).orElseThrow();
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }
}
