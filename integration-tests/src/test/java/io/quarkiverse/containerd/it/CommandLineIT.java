package io.quarkiverse.containerd.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The command line of the packaged node daemon, while that runs. */
@QuarkusIntegrationTest
class CommandLineIT {

    private static final String SECRET = "hunter2";
    private static final List<String> SECRETS = List.of(
            "quarkus.containerd.registries.\"r.example\".authorization=Bearer " + SECRET,
            "quarkus.containerd.cni.plugin-options.token=" + SECRET);

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
        daemon.start(SECRETS.toArray(String[]::new)).health().awaitStarted(Health.Check::up);
        daemon.health().awaitReady(Health.Check::up);

        assertThat(screen("status")).isEqualTo("""
                daemon      is ready
                containerd  serves, asked N s ago, its runtime is ready
                            the pods' network is not configured yet
                preseed     archives: 1 loaded
                """);
        assertThat(screen("tree")).contains("root          DONE       for N s\n", "  containerd  HEALTHY    for N s\n",
                "    preseed   DONE       for N s\n", "    watch     HEALTHY    for N s\n");
        assertThat(daemon.command(0, "images")).containsPattern("localhost/a:1  \\(.*B, linux/amd64, from k8s.io/a.tar")
                .doesNotContain("not complete").doesNotContain("\u001b");
        assertThat(daemon.command(0, "preseed", "status")).contains("LOADED k8s.io/a.tar");
        assertThat(daemon.command(0, "logs", "root.containerd", "--text", "serves on")).contains(" serves on ");
        assertThat(configured(0, "render", "--diff")).isEqualTo("All files are as they would be rendered.\n");
        assertThat(configured(0, "preseed", "plan", daemon.directory().resolve("preseed").toString()))
                .contains("k8s.io/a.tar: 0 B of ", "Compared with the containerd that answers on " + daemon.socket());
        assertThat(daemon.command(1, "restart", "root.nobody")).contains("There is no such node now");
        assertThatADryRunRunsBeside();
        assertThatOthersAreRefused();
        assertThatAReportHasEverythingButSecrets();

        assertThat(daemon.command(0, "restart", "root.containerd")).contains("root.containerd restarts.");
        daemon.health().awaitReady(check -> check.up() && check.number("node.root.containerd.restarts") == 1);

        daemon.stop();
        assertThat(daemon.command(3, "status")).contains("No daemon runs here");
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

    private String screen(String command) throws Exception {
        return daemon.command(0, command).replaceAll("\\d+ s\\b", "N s");
    }
}
