package io.quarkiverse.containerd.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The command line of the packaged node daemon, while that runs. */
@QuarkusIntegrationTest
class CommandLineIT {

    private static final String SECRET = "hunter2";
    private static final List<String> SECRETS = List.of(
            "quarkus.containerd.registries.\"r.example\".authorization=Bearer " + SECRET,
            "quarkus.containerd.cni.plugin-options.token=" + SECRET);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FLOOD = "quarkus.containerd.processes.flood.command="
            + "sh -c 'seq 100000; echo flooded; exec sleep 4713'";

    /** Knows which containerd Dev Services have found. */
    DevServicesContext devServices;

    private PackagedDaemon daemon;

    @BeforeEach
    void create() throws Exception {
        daemon = new PackagedDaemon(devServices.devServicesProperties());
        daemon.preseed("a.tar", "localhost/a:1");
    }

    @AfterEach
    void remove() throws Exception {
        daemon.close();
    }

    @Test
    void showsARunningDaemonAndTellsItWhatToDo() throws Exception {
        daemon.start(Stream.concat(SECRETS.stream(), Stream.of(FLOOD)).toArray(String[]::new)).health()
                .awaitStarted(Health.Check::up);
        daemon.health().awaitReady(Health.Check::up);

        assertThat(screen("status")).isEqualTo("""
                daemon      is ready
                containerd  serves, asked N s ago, its runtime is ready
                            the pods' network is not configured yet
                preseed     archives: 1 loaded
                """);
        // whether there is gVisor depends on the machine
        assertThat(screen("tree").replaceFirst("  runsc .*\n", "")).isEqualTo("""
                root          DONE       for N s
                  heartbeat   HEALTHY    for N s
                  containerd  HEALTHY    for N s
                    preseed   DONE       for N s
                    watch     HEALTHY    for N s
                  flood       HEALTHY    for N s
                """);
        // the CRI plugin adds a record of its own some time later
        assertThat(screen("images").replaceAll("(?m)^  sha256:.*\n", "")).isEqualTo("""
                k8s.io
                  localhost/a:1  (N kB, linux/amd64, from k8s.io/a.tar)
                  localhost/a@sha256:D  (N kB, linux/amd64, from k8s.io/a.tar)
                """);
        assertThat(screen("preseed", "status")).isEqualTo("LOADED   k8s.io/a.tar, required, for N s\n");
        assertThat(screen("logs", "root.containerd", "--text", "serves on"))
                .isEqualTo("T INFO  [root.containerd] containerd (pid N) serves on " + daemon.socket() + " after N ms\n");
        assertThat(daemon.command(2, "logs", "--since", "yesterday")).startsWith("since must be a time");
        assertThat(daemon.command(1, "preseed", "rescan")).contains("quarkus.containerd.preseed.watch");
        assertThat(configured(0, "render", "--diff")).isEqualTo("All files are as they would be rendered.\n");
        assertThat(configured(0, "preseed", "plan", daemon.directory().resolve("preseed").toString()))
                .contains("k8s.io/a.tar: 0 B of ", "Compared with the containerd that answers on " + daemon.socket());
        assertThat(daemon.command(1, "restart", "root.nobody")).contains("There is no node 'root.nobody' now");
        assertThatEndpointsAnswer();
        assertThatALogIsFollowed();
        assertThatAFloodHarmsNobody();
        assertThatADryRunRunsBeside();
        assertThatOthersAreRefused();
        assertThatAReportHasEverythingButSecrets();

        assertThat(daemon.command(0, "preseed", "retry")).isEqualTo("The preseed begins anew.\n");
        daemon.health().awaitReady(check -> check.up() && check.number("node.root.containerd.preseed.restarts") == 1);
        assertThat(daemon.command(0, "restart", "root.containerd")).contains("root.containerd restarts.");
        daemon.health().awaitReady(check -> check.up() && check.number("node.root.containerd.restarts") == 1);

        daemon.stop();
        assertThat(daemon.command(3, "status")).contains("No daemon runs here");
    }

    private void assertThatEndpointsAnswer() throws Exception {
        Control control = daemon.control();
        JsonNode version = control.get("/v1/version").document();
        assertThat(version.path("daemon").path("pid").asLong()).isEqualTo(daemon.pid());
        long containerd = daemon.child().orElseThrow().pid();
        // 1.6 does not report it
        assertThat(version.path("containerd").path("pid").asLong(containerd)).isEqualTo(containerd);
        JsonNode host = control.get("/v1/host").document();
        assertThat(host.path("facts").path("root").asBoolean()).isTrue();
        assertThat(host.path("executable").textValue()).endsWith("/containerd");
        assertThat(control.get("/v1/nodes/root.containerd").document().path("node").path("state").textValue())
                .isEqualTo("HEALTHY");
        assertThat(control.post("/v1/containerd/goroutines").document().path("goroutines").textValue())
                .contains("goroutine ");
        assertThat(control.get("/v1/nothing").status()).isEqualTo(404);
    }

    private void assertThatALogIsFollowed() throws Exception {
        Path output = daemon.directory().resolve("followed");
        Process follower = daemon.start(output, "logs", "-f", "root.heartbeat");
        try {
            await().atMost(PATIENCE)
                    .until(() -> Files.readString(output).contains("INFO  [root.heartbeat] beats beside containerd\n"));
            daemon.control().post("/v1/nodes/root.heartbeat/restart");
            await().atMost(PATIENCE).until(() -> Files.readString(output).matches("(?s).*beats.*restart.*beats.*"));
        } finally {
            follower.destroy();
        }
        assertThat(follower.waitFor()).isEqualTo(143);
    }

    /** Ten follow the log while it is flooded; one of them does not read, and one reads of containerd alone. */
    private void assertThatAFloodHarmsNobody() throws Exception {
        Control control = daemon.control();
        List<Control.Follower> followers = new ArrayList<>();
        try (SocketChannel idle = control.ask("/v1/log?follow&last=0");
                Control.Follower ofContainerd = control.follow("/v1/log?dn=root.containerd&follow&last=0")) {
            for (int i = 0; i < 8; i++) {
                followers.add(control.follow("/v1/log?follow&last=0"));
            }
            await().atMost(PATIENCE).until(() -> Stream.concat(Stream.of(ofContainerd), followers.stream())
                    .allMatch(follower -> follower.lines().contains("")));
            assertThatNobodyElseMayFollow(control);

            String ended = "/v1/log?dn=root.flood&text=flooded&since=" + Instant.now();
            control.post("/v1/nodes/root.flood/restart");
            daemon.ctr().run("images", "tag", "localhost/a:1", "localhost/in-the-flood:1");

            await().atMost(PATIENCE).until(() -> control.get(ended).document().path("total").asInt() == 1);
            await().atMost(PATIENCE)
                    .until(() -> ofContainerd.lines().stream().anyMatch(line -> line.contains("in-the-flood")));
            assertThat(ofContainerd.lines()).noneMatch(line -> line.contains("dropped"));
            assertThat(daemon.health().ready().up()).isTrue();
        } finally {
            for (Control.Follower follower : followers) {
                follower.close();
            }
        }
    }

    private static void assertThatNobodyElseMayFollow(Control control) throws Exception {
        try (Control.Follower one = control.follow("/v1/log?follow&last=0")) {
            await().atMost(PATIENCE).until(() -> !one.lines().isEmpty());
            assertThat(one.lines().get(0)).contains(" 503 ");
        }
    }

    private void assertThatADryRunRunsBeside() throws Exception {
        assertThat(daemon.command(0, List.of(), PackagedDaemon.application(),
                List.of("quarkus.containerd.preseed.dry-run=true")))
                .contains("compares with the containerd that answers on " + daemon.socket(), "send 0 B",
                        "ends with code 0")
                .doesNotContain(" ERROR ").doesNotContain(" WARN ");
        assertThat(daemon.health().ready().up()).isTrue();
    }

    private void assertThatOthersAreRefused() throws Exception {
        Path application = copy(PackagedDaemon.application().getParent());
        assertThat(daemon.command(3, List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
                application.resolve("quarkus-run.jar"), List.of(), "tree"))
                .contains("This user may not open " + daemon.runDirectory().resolve("control.sock"));
    }

    private Path copy(Path application) throws IOException {
        Path target = daemon.directory().resolve("copy");
        try (Stream<Path> files = Files.walk(application)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(application.relativize(file)));
            }
        }
        Files.setPosixFilePermissions(daemon.directory(), PosixFilePermissions.fromString("rwx--x--x"));
        return target;
    }

    private void assertThatAReportHasEverythingButSecrets() throws Exception {
        Path file = daemon.directory().resolve("support.tar.gz");
        configured(0, "support", file.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        Map<String, String> report = unpacked(file);

        assertThat(report.keySet()).containsExactlyInAnyOrder("support/status.json", "support/version.json",
                "support/tree.json", "support/host.json", "support/config.json", "support/preseed.json", "support/plan.json",
                "support/images.json", "support/threads.json", "support/log.json", "support/goroutines.txt",
                "support/config-dump.toml", "support/check.json");
        assertThat(report.get("support/goroutines.txt")).contains("goroutine ");
        assertThat(report.get("support/config-dump.toml")).contains("version = ");
        assertThat(report.get("support/threads.json")).contains("\"stack\"");
        assertThat(report.get("support/log.json")).contains("serves on");
        assertThat(report).allSatisfy((name, text) -> assertThat(text).as(name).doesNotContain(SECRET));
        assertThat(configured(1, "support", file.toString())).contains("exists already");
    }

    private static Map<String, String> unpacked(Path file) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (InputStream packed = Files.newInputStream(file);
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(packed))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                texts.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private String configured(int expectedExit, String... arguments) throws Exception {
        return daemon.command(expectedExit, List.of(), PackagedDaemon.application(), SECRETS, arguments);
    }

    /** Runs a command, and masks what is different each time. */
    private String screen(String... command) throws Exception {
        return daemon.command(0, command).replaceAll("\\d{4}-\\d\\d-\\d\\dT\\S+Z", "T").replaceAll("[0-9a-f]{64}", "D")
                .replaceAll("pid \\d+", "pid N").replaceAll("\\b[\\d.]+ (s|ms|kB)\\b", "N $1");
    }
}
