package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.ParsedLine;
import io.quarkiverse.containerd.runtime.host.ProcessGroup;

@Timeout(120)
class ChildProcessTest {

    private static final LineParser PLAIN = line -> new ParsedLine(Level.INFO, line, Map.of(), false);

    @TempDir
    Path temp;

    private final TestNode node = new TestNode();
    private final List<ChildProcess> started = new ArrayList<>();

    @AfterEach
    void stopAll() {
        started.forEach(ChildProcess::stop);
    }

    @Test
    void givesExactlyTheEnvironmentAndTheDirectory() throws Exception {
        ChildProcess child = start(Map.of("PATH", "/nowhere", "TMPDIR", "/t mp"), "/usr/bin/env");
        assertThat(child.awaitExit()).isEqualTo(new ExitStatus(0));
        assertThat(messages()).containsExactlyInAnyOrder("PATH=/nowhere", "TMPDIR=/t mp");

        assertThat(shell("pwd; read x || echo no input").awaitExit().code()).isZero();
        assertThat(messages()).contains(temp.toRealPath().toString(), "no input");
    }

    @Test
    void keepsTheLinesOfTheTwoStreamsApart() throws Exception {
        shell("for i in 1 2 3; do printf half; printf HALF >&2; done; echo; echo >&2").awaitExit();
        assertThat(messages()).containsExactlyInAnyOrder("halfhalfhalf", "HALFHALFHALF");
    }

    @Test
    void logsALineAsSoonAsItIsThere() throws Exception {
        ChildProcess child = shell("echo first; exec sleep 1000");
        await().untilAsserted(() -> assertThat(messages()).containsExactly("first"));
        assertThat(child.isAlive()).isTrue();
    }

    @Test
    void drainsBothStreamsWhateverTheLogDoes() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ChildProcess child = ChildProcess.start(spec(Map.of(), Duration.ofSeconds(10), "/bin/sh", "-c",
                "dd if=/dev/zero bs=64k count=20 2>/dev/null | tr '\\0' '\\n'; { dd if=/dev/zero bs=64k count=20 2>/dev/null; } >&2"),
                node.logger(), line -> {
                    if (calls.incrementAndGet() % 2 == 0) {
                        throw new IllegalStateException("a broken parser");
                    }
                    throw new OutOfMemoryError("a greedy parser");
                });
        started.add(child);
        assertThat(child.awaitExit(Duration.ofSeconds(60))).contains(new ExitStatus(0));
        // the last of them may be read a moment after its end
        await().untilAsserted(() -> assertThat(calls).hasValue(20 * 64 * 1024 + 1));
    }

    @Test
    void keepsTheNewestLines() throws Exception {
        ChildProcess child = shell("for i in $(seq 1 60); do echo $i; done; printf unfinished");
        child.awaitExit();
        assertThat(child.lastLines(3)).containsExactly("59", "60", "unfinished");
        assertThat(child.lastLines(1000)).hasSize(50).startsWith("12");
    }

    @Test
    void tellsHowItEnded() throws Exception {
        assertThat(shell("exit 3").awaitExit()).hasToString("exited with code 3");
        assertThat(shell("kill -9 $$").awaitExit()).hasToString("was killed by signal 9 (KILL)");
        assertThat(shell("exec sleep 1000").awaitExit(Duration.ofMillis(1))).isEmpty();
        assertThat(new ExitStatus(255)).hasToString("exited with code 255");
        assertThat(new ExitStatus(128 + 40)).hasToString("was killed by signal 40");
    }

    @Test
    void seesTheEndThoughAnHeirHoldsTheOutputOpen() throws Exception {
        ChildProcess child = shell("sleep 1000 & echo $!; exit 2");
        assertThat(child.awaitExit(Duration.ofSeconds(60))).contains(new ExitStatus(2));
        long heir = Long.parseLong(messages().get(0));
        ProcessHandle handle = ProcessHandle.of(heir).orElseThrow();
        assertThat(handle.isAlive()).as("pods outlive containerd").isTrue();
        handle.destroyForcibly();
    }

    @Test
    void stopsByTermAndHearsItsLastWords() throws Exception {
        ChildProcess child = shell("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.02; done");
        await().until(() -> messages().contains("ready"));
        assertThat(child.stop()).contains(new ExitStatus(0));
        assertThat(messages()).contains("bye");
        assertThat(child.exit()).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(new ExitStatus(0));
        assertThat(child.stop()).as("once more").contains(new ExitStatus(0));
    }

    @Test
    void killsOneThatIgnoresTermAndKeepsAnInterruptForLater() throws Exception {
        ChildProcess child = start(Map.of("PATH", "/usr/bin:/bin"), Duration.ofMillis(200), "/bin/sh", "-c",
                "trap '' TERM; echo ready; while :; do sleep 0.02; done");
        await().until(() -> messages().contains("ready"));
        Thread.currentThread().interrupt();
        assertThat(child.stop()).contains(new ExitStatus(128 + 9));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(messages()).contains("Process " + child.pid() + " did not end within 200 ms after SIGTERM; killing it");
    }

    @Test
    void endsWithoutAThreadThatWaitsForIt() throws Exception {
        ChildProcess child = start(Map.of("PATH", "/usr/bin:/bin"), Duration.ofMillis(100), "/bin/sh", "-c",
                "trap '' TERM; echo ready; while :; do sleep 0.02; done");
        await().until(() -> messages().contains("ready"));
        child.terminate();
        await().until(() -> !child.isAlive());
        assertThat(child.awaitExit().killed()).isTrue();
    }

    @Test
    void itsGroupEndsWithoutAThreadThatWaitsForIt() throws Exception {
        ChildProcess child = ChildProcess.start(new ProcessSpec(List.of("/usr/bin/setsid", "/bin/sh", "-c",
                "trap '' TERM; sleep 1000 & echo ready; exit 0"), Map.of("PATH", "/usr/bin:/bin"), temp,
                new StopRule("TERM", Duration.ofMillis(100), true)), node.logger(), PLAIN);
        started.add(child);
        await().until(() -> messages().contains("ready") && !child.isAlive());
        assertThat(new ProcessGroup(child.pid()).members()).hasSize(1);
        child.terminate();
        await().until(() -> new ProcessGroup(child.pid()).members().isEmpty());
    }

    @Test
    void anInterruptedWaitLeavesItRunning() throws Exception {
        ChildProcess child = shell("exec sleep 1000");
        Thread.currentThread().interrupt();
        assertThatThrownBy(child::awaitExit).isInstanceOf(InterruptedException.class);
        assertThat(child.isAlive()).isTrue();
    }

    @Test
    void endsItsThreadsWithTheProcess() throws Exception {
        ChildProcess child = shell("exit 0");
        child.awaitExit();
        String name = "sh-" + child.pid();
        await().until(
                () -> Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().startsWith(name)));
    }

    @Test
    void nothingIsLostWhileNobodyWantsItsOutput() throws Exception {
        ChildProcess child = shell("echo one; while [ ! -e go ]; do sleep 0.01; done; echo two; touch gone;"
                + " while [ ! -e end ]; do sleep 0.01; done; echo three");
        await().until(() -> messages().contains("one"));
        child.detach();
        Files.createFile(temp.resolve("go"));
        await().until(() -> Files.exists(temp.resolve("gone")));

        TestNode next = new TestNode();
        ChildProcess taken = child.takenOver(spec(Map.of(), Duration.ofSeconds(10), "/bin/sh"), next.logger(), PLAIN);
        Files.createFile(temp.resolve("end"));
        assertThat(taken.awaitExit()).isEqualTo(new ExitStatus(0));
        assertThat(next.entries()).extracting(LogEntry::message).containsExactly("two", "three");
        assertThat(messages()).containsExactly("one");
        assertThat(taken.lastLines(10)).containsExactly("one", "two", "three");
    }

    @Test
    void doesNotBlockWhileNobodyWantsItsOutput() throws Exception {
        ChildProcess child = shell("while [ ! -e go ]; do sleep 0.01; done; dd if=/dev/zero bs=64k count=20 2>/dev/null");
        child.detach();
        Files.createFile(temp.resolve("go"));
        assertThat(child.awaitExit(Duration.ofSeconds(20))).contains(new ExitStatus(0));
        assertThat(messages()).isEmpty();
    }

    @Test
    void throwsWhenThereIsNothingToStart() {
        assertThatThrownBy(() -> start(Map.of(), "/nowhere/containerd")).isInstanceOf(IOException.class);
    }

    private ChildProcess shell(String script) throws IOException {
        return start(Map.of("PATH", "/usr/bin:/bin"), "/bin/sh", "-c", script);
    }

    private ChildProcess start(Map<String, String> environment, String... command) throws IOException {
        return start(environment, Duration.ofSeconds(10), command);
    }

    private ChildProcess start(Map<String, String> environment, Duration stopTimeout, String... command) throws IOException {
        ChildProcess child = ChildProcess.start(spec(environment, stopTimeout, command), node.logger(), PLAIN);
        started.add(child);
        return child;
    }

    private ProcessSpec spec(Map<String, String> environment, Duration stopTimeout, String... command) {
        return new ProcessSpec(List.of(command), environment, temp, stopTimeout);
    }

    private List<String> messages() {
        return node.entries().stream().map(LogEntry::message).toList();
    }
}
