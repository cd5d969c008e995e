package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.render.Secrets;
import io.quarkiverse.containerd.runtime.render.toml.ConfigTree;

/** What does not take a real containerd: a shell script stands in for it, and never serves. */
@Timeout(120)
class ContainerdProcessTest {

    @TempDir
    Path temp;

    private final AtomicInteger asked = new AtomicInteger();
    private final TestNode node = new TestNode();

    @AfterEach
    void stop() {
        if (node.thread() != null) {
            node.cancel();
        }
    }

    @Test
    void failsAtOnceWhenItEndsEarlyAndSaysWhy() throws Exception {
        StartFailure failure = failure("echo 'time=\"t\" level=info msg=\"starting containerd\"' >&2;"
                + " echo 'containerd: mkdir /x: permission denied' >&2; exit 1", Duration.ofMinutes(1));
        assertThat(failure.cause()).contains("containerd lacks a permission (mkdir /x: permission denied)");
        assertThat(failure.hint()).isPresent();
        assertThat(failure.getMessage())
                .matches("(?s)containerd \\(pid \\d+\\) exited with code 1 before it served: containerd lacks a"
                        + " permission \\(mkdir /x: permission denied\\)\\. Run as root.*\\. Its last lines:\n"
                        + "  time=\"t\" level=info msg=\"starting containerd\"\n"
                        + "  containerd: mkdir /x: permission denied");
        assertThat(failure.lastLines()).hasSize(2);
        assertThat(node.entries()).anyMatch(entry -> entry.level() == Level.ERROR);
        assertThat(record()).doesNotExist();
        assertThat(asked).hasValue(0);
    }

    @Test
    void failsWhenItDoesNotServeInTimeAndStopsIt() throws Exception {
        // only a limit is reached: what a shell takes to start may count as a use of a processor
        StartFailure failure = failure(node, "echo $$; exec sleep 1000",
                new StartLimit(Duration.ofSeconds(1), Duration.ofMinutes(1)));
        assertThat(failure).hasMessageContaining("did not serve on " + socket()
                + ": it printed nothing and used no processor for 1000 ms (quarkus.containerd.timeouts.start); the next start may"
                + " be silent for 2000 ms. Its last lines:\n  ");
        assertThat(failure.cause()).isEmpty();
        assertEnded(Long.parseLong(failure.lastLines().get(0)));
        assertThat(record()).doesNotExist();
    }

    @Test
    void masksWhatIsSecret() throws Exception {
        StartFailure failure = failure("""
                cat >&2 <<'END'
                time="t" level=warning msg="config {\\"password\\":\\"hunter\\\\\\"2\\"}"
                containerd: time: invalid duration "hunter\\"2"
                END
                exit 1""", Duration.ofMinutes(1));
        assertThat(failure.toString() + failure.lastLines()).doesNotContain("hunter")
                .contains("invalid duration \"***\"");
        assertThat(node.entries()).noneMatch(entry -> entry.toString().contains("hunter"))
                .anyMatch(entry -> entry.message().contains("***"));
    }

    @Test
    void isPatientWithOneThatPrintsLines() throws Exception {
        StartFailure failure = failure("i=0; while [ $i -lt 30 ]; do echo $i; sleep 0.05; i=$((i+1)); done; exit 7",
                Duration.ofSeconds(1));
        assertThat(failure).hasMessageContaining("exited with code 7 before it served");
        assertThat(node.entries()).anyMatch(entry -> entry.level() == Level.INFO
                && entry.message()
                        .matches("containerd \\(pid \\d+\\) does not serve on .* yet, \\d+ ms after its start, but .*"));
    }

    @Test
    void isPatientWithOneThatWorksButNotForEver() throws Exception {
        StartFailure failure = failure(node, "while :; do :; done",
                new StartLimit(Duration.ofSeconds(1), Duration.ofSeconds(2)));
        assertThat(failure).hasMessageContaining("it printed nothing for 2000 ms (quarkus.containerd.timeouts.max-start),"
                + " although it used a processor");
    }

    @Test
    void isMorePatientAtTheNextStart() throws Exception {
        StartLimit limit = new StartLimit(Duration.ofMillis(200), Duration.ofMinutes(1));
        for (int next : List.of(400, 800, 1600)) {
            assertThat(failure(new TestNode(), "exec sleep 1000", limit))
                    .hasMessageContaining("the next start may be silent for " + next + " ms");
        }
    }

    @Test
    void doesNotTakeTheSocketOfAnotherForItsOwn() throws Exception {
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket()));
            StartFailure failure = failure("exec sleep 1000", Duration.ofMillis(300));
            assertThat(failure.cause()).contains("process " + ProcessHandle.current().pid() + " listens on " + socket()
                    + ", and it is not the containerd that was started");
            assertThat(asked).hasValue(0);
        }
    }

    @Test
    void saysThatTheExecutableIsMissing() {
        node.start(process(List.of("/nowhere/containerd"), Duration.ofSeconds(1)));
        assertThatThrownBy(() -> node.result().get(60, TimeUnit.SECONDS)).cause().isInstanceOfSatisfying(StartFailure.class,
                failure -> {
                    assertThat(failure.cause()).contains("the executable /nowhere/containerd is missing");
                    assertThat(failure).hasCauseInstanceOf(IOException.class);
                });
    }

    @Test
    void stopsItWhenCancelledWhileItStarts() throws Exception {
        node.start(process(script("echo $$; exec sleep 1000"), Duration.ofMinutes(1)));
        await().until(() -> Files.exists(record()) && !node.entries().isEmpty());
        long pid = PidRecord.read(record()).orElseThrow().pid();
        assertThat(ProcessHandle.of(pid)).isPresent();
        node.cancel();
        node.result().get(60, TimeUnit.SECONDS);
        assertEnded(pid);
        assertThat(record()).doesNotExist();
        assertThat(node.isHealthy()).isFalse();
    }

    @Test
    void stopsItWhenTheRecordCannotBeWritten() throws Exception {
        String mark = "1000." + System.nanoTime();
        node.start(process(script("exec sleep " + mark), Duration.ofMinutes(1), temp.resolve("missing/record.json")));
        assertThatThrownBy(() -> node.result().get(60, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class).cause()
                .isInstanceOf(HostException.class).hasMessageContaining("cannot be written");
        ProcTable processes = new ProcTable();
        assertThat(processes.pids()).noneMatch(pid -> String.join(" ", processes.commandLine(pid)).contains(mark));
    }

    @Test
    void stopsALeftoverFirst() throws Exception {
        List<String> command = script("exec sleep 1000");
        Process leftover = new ProcessBuilder(command).start();
        try {
            await().until(() -> new ProcTable().commandLine(leftover.pid()).equals(List.of("sleep", "1000")));
            PidRecord.of(leftover.pid(), List.of("sleep", "1000"), new ProcTable()).orElseThrow().write(record());
            node.start(process(command, Duration.ofMinutes(1)));
            await().until(() -> !leftover.isAlive());
            await().until(() -> PidRecord.read(record()).filter(record -> record.pid() != leftover.pid()).isPresent());
        } finally {
            leftover.destroyForcibly();
            node.cancel();
            node.result().get(60, TimeUnit.SECONDS);
        }
        assertThat(node.entries()).anyMatch(entry -> entry.message().contains("is left over from an earlier run"));
    }

    private StartFailure failure(String script, Duration startTimeout) throws Exception {
        return failure(node, script, new StartLimit(startTimeout, startTimeout));
    }

    private StartFailure failure(TestNode node, String script, StartLimit limit) throws Exception {
        node.start(process(script(script), limit, record()));
        try {
            node.result().get(60, TimeUnit.SECONDS);
            throw new AssertionError("It did not fail");
        } catch (ExecutionException e) {
            return (StartFailure) e.getCause();
        }
    }

    private ContainerdProcess process(List<String> command, Duration startTimeout) {
        return process(command, startTimeout, record());
    }

    private ContainerdProcess process(List<String> command, Duration startTimeout, Path record) {
        return process(command, new StartLimit(startTimeout, startTimeout), record);
    }

    private ContainerdProcess process(List<String> command, StartLimit limit, Path record) {
        ProcessSpec spec = new ProcessSpec(command, Map.of("PATH", "/usr/bin:/bin"), temp, Duration.ofSeconds(5));
        return new ContainerdProcess(
                new ContainerdProcess.Settings(spec, Path.of(command.get(0)), temp.resolve("config.toml"), temp.resolve("root"),
                        socket(),
                        List.of(), record, limit, Secrets.of(new ConfigTree(), Map.of("TOKEN", "hunter\"2")), List.of()),
                () -> {
                    asked.incrementAndGet();
                    return true;
                }, serving -> {
                }, new ToldWarnings(), new ContainerdKeep());
    }

    private static List<String> script(String script) {
        return List.of("/bin/sh", "-c", script);
    }

    private static void assertEnded(long pid) {
        assertThat(new ProcTable().stat(pid).filter(ProcTable.Stat::alive)).isEmpty();
    }

    private Path record() {
        return temp.resolve("containerd.pid.json");
    }

    private Path socket() {
        return temp.resolve("c.sock");
    }
}
