package io.quarkiverse.containerd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

class CommandsTest {

    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = { "status", "tree", "logs", "images", "config", "restart root", "preseed status", "preseed plan",
            "preseed rescan", "preseed retry", "support x", "logs -f" })
    void sayWhyNoDaemonAnswers(String command) throws Exception {
        Path socket = temp.resolve("absent.sock");
        assertThat(run(command + " --socket " + socket)).isEqualTo(3);
        assertThat(err.toString()).contains("No daemon runs here: there is no socket " + socket);

        Path dead = temp.resolve("dead.sock");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(dead)).close();
        assertThat(run(command + " --socket " + dead)).isEqualTo(3);
        assertThat(err.toString()).contains("No daemon answers on " + dead);
    }

    @ParameterizedTest
    @ValueSource(strings = { "status", "logs", "logs -f", "restart root" })
    void waitForNoDaemonThatHangs(String command) throws Exception {
        Path socket = temp.resolve("hung.sock");
        try (ServerSocketChannel hung = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            hung.bind(UnixDomainSocketAddress.of(socket));
            assertThat(run(command + " --timeout 1 --socket " + socket)).isEqualTo(3);
        }
        assertThat(err.toString()).contains("The daemon on " + socket + " has not answered within 1 s.");
    }

    @Test
    void supportReportsOnADaemonThatHangs() throws Exception {
        Path socket = temp.resolve("hung.sock");
        Path file = temp.resolve("support.tar.gz");
        try (ServerSocketChannel hung = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            hung.bind(UnixDomainSocketAddress.of(socket), 1);
            assertThat(run("support --timeout 1 --socket " + socket + " " + file)).isEqualTo(3);
        }
        assertThat(out.toString())
                .startsWith("Written to " + file + ", without what the daemon would have told. The daemon on ");
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            assertThat(tar.getNextEntry().getName()).isEqualTo("support/daemon.txt");
            assertThat(tar.getNextEntry().getName()).isEqualTo("support/check.json");
        }
    }

    @Test
    void doNotWaitUntilTheyAreAccepted() throws Exception {
        Path socket = temp.resolve("full.sock");
        try (ServerSocketChannel full = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            full.bind(UnixDomainSocketAddress.of(socket), 1);
            List<SocketChannel> queue = new ArrayList<>();
            try {
                queue.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
                queue.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
                assertThat(run("status --socket " + socket)).isEqualTo(3);
            } finally {
                for (SocketChannel waiting : queue) {
                    waiting.close();
                }
            }
        }
        assertThat(err.toString()).contains("No daemon answers on " + socket);
    }

    @ParameterizedTest
    @ValueSource(strings = { "nothing", "logs --last many", "restart", "preseed", "--json", "completion" })
    void tellWrongOnes(String command) {
        assertThat(run(command)).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: java -jar quarkus-run.jar");
    }

    @ParameterizedTest
    @ValueSource(strings = { "--help", "status --help", "logs -h", "preseed --help", "preseed plan --help", "help status" })
    void explainThemselves(String command) {
        assertThat(run(command)).isZero();
        assertThat(out.toString()).contains("Usage: java -jar quarkus-run.jar");
    }

    @ParameterizedTest
    @CsvSource({ ", xterm, true", "'', xterm, true", "1, xterm, false", ", dumb, false", ", , false", ", '', false" })
    void areColouredWhereThatIsWelcome(String noColor, String term, boolean coloured) {
        assertThat(Terminal.mayBeColoured(noColor, term)).isEqualTo(coloured);
    }

    @ParameterizedTest
    @CsvSource({ "400, 2", "404, 1", "409, 1", "503, 1" })
    void endWithACodeForTheAnswer(int status, int code) throws Exception {
        try (FakeDaemon daemon = new FakeDaemon(temp.resolve("s"), status, "{\"error\":\"No.\"}")) {
            assertThat(run("restart x --socket " + daemon.socket())).isEqualTo(code);
            assertThat(run("logs -f --socket " + daemon.socket())).isEqualTo(code);
        }
        assertThat(err.toString()).startsWith("No.");
    }

    @Test
    void areCompletedByTheShell() {
        assertThat(run("completion nodectl")).isZero();
        assertThat(out.toString()).contains("complete", "nodectl", "preseed");
    }

    @Test
    void findTheSocketOfTheConfiguration() {
        System.setProperty("quarkus.containerd.run-directory", "/run/other");
        try {
            assertThat(ControlAddress.find()).hasToString("/run/other/control.sock");
            System.setProperty("quarkus.containerd.control.socket", "/run/my.sock");
            assertThat(ControlAddress.find()).hasToString("/run/my.sock");
        } finally {
            System.clearProperty("quarkus.containerd.run-directory");
            System.clearProperty("quarkus.containerd.control.socket");
        }
        assertThat(ControlAddress.find()).hasToString("/run/quarkus-containerd/control.sock");
    }

    private int run(String command) {
        CommandLine line = ContainerdMain.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(command.split(" "));
    }
}
