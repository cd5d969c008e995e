package io.quarkiverse.containerd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import picocli.CommandLine;

/** The commands that need no daemon, with a program in containerd's place that tells its version. */
class OfflineCommandsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "hunter2";

    @TempDir
    Path temp;

    private final Map<String, String> settings = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void configure() throws Exception {
        Path containerd = Files.writeString(temp.resolve("containerd"), """
                #!/bin/sh
                [ "$1" = --version ] && echo containerd github.com/containerd/containerd/v2 v2.1.1 x || echo version = 3
                """);
        Files.setPosixFilePermissions(containerd, PosixFilePermissions.fromString("rwxr-xr-x"));
        set("executable", containerd.toString());
        for (String directory : new String[] { "root", "state" }) {
            set(directory, temp.resolve(directory).toString());
        }
        set("run-directory", temp.resolve("run").toString());
        set("registries.r.authorization", "Bearer " + SECRET);
    }

    @AfterEach
    void forget() {
        settings.keySet().forEach(System::clearProperty);
    }

    @Test
    void renderPrintsWithoutSecretsAndWritesWithThem() throws Exception {
        assertThat(run("render")).isZero();
        assertThat(out.toString()).contains("# quarkus.containerd.state\n",
                "header.Authorization = '***'  # quarkus.containerd.registries.r.authorization").doesNotContain(SECRET)
                .doesNotContain("\u001b");

        Path target = temp.resolve("rendered");
        assertThat(run("render", target.toString())).isZero();
        Path hosts = target.resolve(Path.of("/").relativize(temp.resolve("run/registries/r/hosts.toml")));
        assertThat(hosts).content().contains("Bearer " + SECRET);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(hosts))).isEqualTo("rw-------");
        assertThat(temp.resolve("run")).doesNotExist();

        assertThat(run("render", "--diff", target.toString())).isZero();
        set("registries.r.authorization", "Bearer hunter3");
        assertThat(run("render", "--diff", target.toString())).isEqualTo(1);
        assertThat(out.toString()).contains(hosts.toString(), "-header.Authorization = ***", "+header.Authorization = '***'")
                .doesNotContain("hunter");
        assertThat(run("render", "--diff")).isEqualTo(1);
        assertThat(out.toString()).contains("hosts.toml does not exist");
        assertThat(run("render", "--diff", "--json")).isEqualTo(1);
        assertThat(json().path("same").booleanValue()).isFalse();
    }

    @Test
    void checkHasAVerdictOnEachSubject() throws Exception {
        assertThat(run("check", "--json")).isEqualTo(1);

        assertThat(json().path("findings").findValuesAsText("check")).contains("configuration", "containerd", "runtimes",
                "CNI plugins", "kernel", "cgroups", "overlayfs", "permissions", "sockets", "room", "clock",
                "other containerds");
        assertThat(json().path("failures").intValue()).isPositive();
        assertThat(run("check")).isEqualTo(1);
        assertThat(out.toString()).contains("OK       containerd  ", "FAILURE  CNI plugins  ", "A node cannot run here: ");
    }

    @Test
    void planNeedsNothing() throws Exception {
        Path preseed = Files.createDirectories(temp.resolve("preseed/k8s.io"));
        assertThat(run("preseed", "plan", preseed.getParent().toString())).isZero();
        assertThat(out.toString()).isEqualTo("There are no archives.\n");

        Files.writeString(preseed.resolve("a.tar"), "nonsense");
        assertThat(run("preseed", "plan", preseed.getParent().toString())).isEqualTo(1);
        assertThat(out.toString()).startsWith("k8s.io/a.tar: ");
        assertThat(run("preseed", "plan", temp.resolve("none").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("The plan cannot be made: ", "none");
    }

    @Test
    void whatCannotBeWrittenIsToldWithItsPath() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));
        assertThat(run("render", file.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith(file.toString()).doesNotContain("Exception");
    }

    @Test
    void wrongKeysAreToldByEach() {
        set("cni.mtu", "-1");
        assertThat(run("render")).isEqualTo(1);
        assertThat(err.toString()).startsWith("quarkus.containerd.cni.mtu: ");
        set("cni.mtu", "many");
        assertThat(run("check")).isEqualTo(1);
        assertThat(err.toString()).contains("quarkus.containerd.cni.mtu");
    }

    private void set(String key, String value) {
        settings.put("quarkus.containerd." + key, value);
        System.setProperty("quarkus.containerd." + key, value);
    }

    private JsonNode json() throws Exception {
        return JSON.readTree(out.toString());
    }

    private int run(String... command) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = ContainerdMain.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(command);
    }
}
