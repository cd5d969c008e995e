package io.quarkiverse.containerd.runtime.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.logs.LogSubscriber;
import io.quarkiverse.containerd.logs.LogSubscription;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.daemon.ContainerdGoroutines;
import io.quarkiverse.containerd.runtime.daemon.DaemonControl;
import io.quarkiverse.containerd.runtime.daemon.FakeNodeDaemon;
import io.quarkiverse.containerd.runtime.documents.Documents;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;

@Timeout(120)
class ControlSocketTest {

    @TempDir
    Path temp;

    private final FakeNodeDaemon daemon = new FakeNodeDaemon();
    private final MemoryJournal journal = new MemoryJournal(100_000, 1024);
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private boolean follows = true;
    private volatile Runnable beforeSubscription = () -> {
    };
    private ControlSocket socket;

    @BeforeEach
    void open() throws IOException {
        socket = new ControlSocket(path(), routes());
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    @Test
    void isForItsOwnerAloneAndLeavesNothingElse() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path()))).isEqualTo("rw-------");
        assertThat(files()).containsExactly(path());

        socket.close();
        assertThat(files()).isEmpty();
    }

    @Test
    void replacesTheSocketOfADaemonThatWasKilledButNothingElse() throws IOException {
        Path stale = temp.resolve("stale");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(stale)).close();
        new ControlSocket(stale, routes()).close();

        Path file = Files.writeString(temp.resolve("file"), "precious");
        assertThatThrownBy(() -> new ControlSocket(file, routes())).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("quarkus.containerd.control.socket").hasMessageContaining("is no socket");
        assertThat(file).hasContent("precious");
        assertThatThrownBy(() -> new ControlSocket(path(), routes())).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("another process listens");
    }

    @Test
    void doesNotWaitForAProcessThatAcceptsNothing() throws IOException {
        Path full = temp.resolve("full");
        try (ServerSocketChannel hung = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            hung.bind(UnixDomainSocketAddress.of(full), 1);
            try (SocketChannel first = SocketChannel.open(UnixDomainSocketAddress.of(full));
                    SocketChannel second = SocketChannel.open(UnixDomainSocketAddress.of(full))) {
                assertThat(first.isConnected() && second.isConnected()).isTrue();
                assertThatThrownBy(() -> new ControlSocket(full, routes())).isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("another process listens");
            }
        }
    }

    @Test
    void tellsWhatIsWrongAndWhatToDo() throws IOException {
        daemon.tree = List.of(FakeNodeDaemon.failed("root.containerd", "no such file"));
        daemon.archives.add(FakeNodeDaemon.archive("k8s.io/a.tar", ArchiveReport.State.FAILED, "it is cut short"));

        JsonNode status = json(get("/v1/status"));

        assertThat(status.path("apiVersion").textValue()).isEqualTo("v1");
        assertThat(status.path("ready").booleanValue()).isFalse();
        assertThat(status.path("problems").findValuesAsText("about")).containsExactly("root.containerd", "k8s.io/a.tar");
        assertThat(status.path("problems").findValuesAsText("problem")).containsExactly("failed: no such file",
                "failed: it is cut short");
        assertThat(json(get("/v1/tree")).path("nodes").findValuesAsText("dn")).containsExactly("root.containerd");
        assertThat(json(get("/v1/nodes/root.containerd")).path("node").path("state").textValue()).isEqualTo("DEAD");
        assertThat(json(get("/v1/preseed")).path("archives").path(0).path("error").textValue()).isEqualTo("it is cut short");
    }

    @ParameterizedTest
    @CsvSource({ "GET, /, 404", "GET, /v1/nothing, 404", "GET, /v1/nodes/root.nobody, 404", "GET, /v1/log?dn=root.nobody, 404",
            "GET, /v1/log?dn=root.nobody&follow, 404", "GET, /v1/log?dn=, 404", "PUT, /v1/tree, 405",
            "POST, /v1/nodes/root.nobody/restart, 404", "POST, /v1/tree, 404", "GET, /v1/tree?x=1, 400",
            "GET, /v1/log?level=LOUD, 400", "GET, /v1/log?last=-1, 400", "GET, /v1/log?since=yesterday, 400",
            "GET, /v1/log?follow=perhaps, 400", "GET, /v1/%zz, 400", "GET, /v1/preseed/plan, 503",
            "POST, /v1/containerd/goroutines, 503" })
    void wrongRequestsAreTold(String method, String target, int status) throws IOException {
        String answer = request(method, target);

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(json(answer).path("error").textValue()).endsWith(".");
    }

    @Test
    void passesCommandsOn() throws IOException {
        assertThat(request("POST", "/v1/nodes/root.containerd/restart")).startsWith("HTTP/1.1 200 ");
        assertThat(request("POST", "/v1/preseed/rescan")).startsWith("HTTP/1.1 200 ");
        assertThat(request("POST", "/v1/preseed/retry")).startsWith("HTTP/1.1 200 ");

        assertThat(commands).containsExactly("restart root.containerd", "rescan", "restart root.containerd.preseed");
    }

    @Test
    void refusesWhatHasNoEffect() throws IOException {
        follows = false;

        String answer = request("POST", "/v1/preseed/rescan");

        assertThat(answer).startsWith("HTTP/1.1 409 ");
        assertThat(json(answer).path("error").textValue()).contains("quarkus.containerd.preseed.watch", "retry");
    }

    @Test
    void tellsOfANodeThatFailsAgainAndAgainAlsoWhileItRuns() throws IOException {
        daemon.tree = List.of(new NodeSnapshot("root.agent", NodeState.HEALTHY, Instant.EPOCH, 4,
                Optional.of(new Failure(Instant.EPOCH, "no disk", null)), Optional.empty(), 3));

        JsonNode status = json(get("/v1/status"));

        assertThat(status.path("problems").findValuesAsText("problem"))
                .containsExactly("has failed 3 times of late: no disk");
    }

    @Test
    void selectsEntriesOfTheLog() throws IOException {
        log("root.containerd", Level.INFO, "one");
        log("root.containerd.preseed", Level.WARN, "Two");
        log("root.other", Level.ERROR, "three");

        assertThat(messages("/v1/log")).containsExactly("one", "Two", "three");
        assertThat(messages("/v1/log?last=1")).containsExactly("three");
        assertThat(messages("/v1/log?dn=root.containerd")).containsExactly("one", "Two");
        assertThat(messages("/v1/log?dn=root.containerd&children=false")).containsExactly("one");
        assertThat(messages("/v1/log?level=warn")).containsExactly("Two", "three");
        assertThat(messages("/v1/log?text=tw")).containsExactly("Two");
        assertThat(messages("/v1/log?since=1h")).hasSize(3);
        assertThat(messages("/v1/log?since=2999-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void followsTheLogUntilTheFollowerLeaves() throws IOException {
        log("root.containerd", Level.INFO, "before");
        List<BufferedReader> readers = new ArrayList<>();
        try (SocketChannel follower = connect()) {
            send(follower, "GET", "/v1/log?follow&text=e");
            BufferedReader lines = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(follower), StandardCharsets.UTF_8));
            readers.add(lines);
            assertThat(next(lines)).contains("\"message\":\"before\"");
            log("root.containerd", Level.INFO, "no match");
            log("root.containerd", Level.INFO, "later");
            assertThat(next(lines)).contains("\"message\":\"later\"");
        }
    }

    @Test
    void followsBeforeItAnswers() throws Exception {
        CompletableFuture<Integer> seen = new CompletableFuture<>();
        try (SocketChannel follower = connect()) {
            follower.configureBlocking(false);
            beforeSubscription = () -> seen.complete(readAfterAnother(follower));
            send(follower, "GET", "/v1/log?follow");
            assertThat(seen.get()).isZero();
        }
    }

    /** Reads what has been written until another request is answered: one thread writes all answers. */
    private int readAfterAnother(SocketChannel connection) {
        try {
            get("/v1/tree");
            return connection.read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void boundsFollowersAndLosesNothingOfOthersWhenTheyDoNotRead() throws IOException {
        List<SocketChannel> followers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            SocketChannel follower = connect();
            followers.add(follower);
            send(follower, "GET", "/v1/log?follow");
            assertThat(new BufferedReader(new InputStreamReader(Channels.newInputStream(follower))).readLine()).contains("200");
        }
        assertThat(get("/v1/log?follow")).startsWith("HTTP/1.1 503 ");
        for (int i = 0; i < 20_000; i++) {
            log("root.flood", Level.INFO, "x".repeat(100) + i);
        }
        log("root.containerd", Level.INFO, "not lost");
        assertThat(messages("/v1/log?dn=root.containerd")).containsExactly("not lost");
        for (SocketChannel follower : followers) {
            follower.close();
        }
        await().untilAsserted(() -> {
            try (SocketChannel follower = connect()) {
                send(follower, "GET", "/v1/log?follow");
                assertThat(new BufferedReader(new InputStreamReader(Channels.newInputStream(follower))).readLine())
                        .contains("200");
            }
        });
    }

    /** The second answer would often be the first if both were made at the same time. */
    @RepeatedTest(20)
    void servesSeveralRequestsOfAConnectionInTheirOrder() throws IOException {
        try (SocketChannel connection = connect()) {
            connection.write(StandardCharsets.US_ASCII.encode("GET /v1/tree HTTP/1.1\r\nHost: d\r\n\r\n"
                    + "GET /v1/preseed HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n"));
            String answers = readAll(connection);
            assertThat(answers.indexOf("\"nodes\"")).isPositive().isLessThan(answers.indexOf("\"archives\""));
        }
    }

    private ControlRoutes routes() {
        DaemonControl control = new DaemonControl() {
            @Override
            public boolean rescan() {
                return commands.add("rescan") && follows;
            }

            @Override
            public boolean restart(String dn, String reason) {
                if (dn.equals("root.nobody")) {
                    return false;
                }
                return commands.add("restart " + dn);
            }

            @Override
            public boolean fail(String dn, String reason) {
                throw new UnsupportedOperationException("only tests do that");
            }
        };
        Documents documents = new Documents(daemon, () -> {
            throw new IllegalStateException("containerd is not started.");
        }, null, null);
        return new ControlRoutes(documents, control,
                new ContainerdGoroutines(ConfigFixture.config(Map.of("run-directory", temp.toString()))), observedJournal());
    }

    private LogJournal observedJournal() {
        return new LogJournal() {
            @Override
            public NodeLogger logger(String dn) {
                return journal.logger(dn);
            }

            @Override
            public List<LogEntry> read(JournalQuery query) {
                return journal.read(query);
            }

            @Override
            public LogSubscription subscribe(JournalQuery query, int capacity, LogSubscriber subscriber) {
                beforeSubscription.run();
                return journal.subscribe(query, capacity, subscriber);
            }
        };
    }

    private Path path() {
        return temp.resolve("control.sock");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.toList();
        }
    }

    private void log(String dn, Level level, String message) {
        NodeLogger logger = journal.logger(dn);
        logger.log(level, message, Map.of(), null);
    }

    private List<String> messages(String target) throws IOException {
        return json(get(target)).path("entries").findValuesAsText("message");
    }

    private String get(String target) throws IOException {
        return request("GET", target);
    }

    private String request(String method, String target) throws IOException {
        try (SocketChannel connection = connect()) {
            send(connection, method, target);
            return readAll(connection);
        }
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path()));
    }

    private static void send(SocketChannel connection, String method, String target) throws IOException {
        connection.write(ByteBuffer.wrap((method + " " + target + " HTTP/1.1\r\nHost: daemon\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII)));
    }

    private static String readAll(SocketChannel connection) throws IOException {
        return new String(Channels.newInputStream(connection).readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The next document of a chunked answer. */
    private static String next(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (!line.startsWith("{")) {
            line = lines.readLine();
        }
        return line;
    }

    private static JsonNode json(String answer) throws IOException {
        return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }
}
