package io.quarkiverse.containerd.runtime.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.probe.ContainerdBinary;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.toml.ConfigFragment;
import io.quarkiverse.containerd.runtime.render.toml.Toml;
import io.quarkiverse.containerd.testing.DebianContainerd;

/** What each version of containerd makes of rendered configurations. */
@Tag("containerd")
class ConfigDumpTest {

    private static final HostFacts CAPABLE = TestHost.CAPABLE;

    @TempDir
    Path directory;

    /** The values are compared with the dump by their places here, without {@link ConfigDump}. */
    @ParameterizedTest
    @EnumSource
    void containerdReadsTheSameIntent(DebianContainerd containerd) throws Exception {
        Map<String, String> keys = new HashMap<>(Map.of(
                "sandbox-image", "localhost/pause:1",
                "snapshotter", "native",
                "default-runtime", "runsc",
                "untrusted-runtime", "runsc",
                "restart.interval", "90s",
                "metrics.no-prometheus", "true",
                "cri.streaming.port", "10010",
                "cri.enable-selinux", "true",
                "cri.images.max-concurrent-downloads", "7",
                "cri.stats-collect-period", "20s"));
        keys.putAll(Map.of(
                "cri.images.disable-snapshot-annotations", "true",
                "cni.bin-dir", "/cni",
                "registries.\"docker.io\".mirrors[0].url", "https://mirror"));
        if (containerd != DebianContainerd.V1_6) {
            keys.put("runtimes.runc.snapshotter", "overlayfs");
        }
        String cri = "plugins/io.containerd.grpc.v1.cri/";
        String images = "plugins/io.containerd.cri.v1.images/";
        String runtime = "plugins/io.containerd.cri.v1.runtime/";
        boolean v2 = containerd.schema() > 2;

        ObjectNode dump = dump(containerd, render(containerd, keys));

        assertThat(text(dump, v2 ? images + "pinned_images/sandbox" : cri + "sandbox_image")).isEqualTo("localhost/pause:1");
        assertThat(text(dump, v2 ? images + "snapshotter" : cri + "containerd/snapshotter")).isEqualTo("native");
        assertThat(text(dump, (v2 ? runtime : cri) + "containerd/default_runtime_name")).isEqualTo("runsc");
        assertThat(text(dump, (v2 ? runtime : cri) + "containerd/runtimes/untrusted/runtime_type"))
                .isEqualTo("io.containerd.runsc.v1");
        assertThat(text(dump, "plugins/io.containerd." + (v2 ? "monitor.container" : "internal") + ".v1.restart/interval"))
                .isEqualTo("1m30s");
        assertThat(text(dump, "plugins/io.containerd.monitor" + (v2 ? ".task" : "") + ".v1.cgroups/no_prometheus"))
                .isEqualTo("true");
        assertThat(text(dump, cri + "stream_server_port")).isEqualTo("10010");
        assertThat(text(dump, (v2 ? runtime : cri) + "enable_selinux")).isEqualTo("true");
        assertThat(text(dump, (v2 ? "plugins/io.containerd.transfer.v1.local/" : cri) + "max_concurrent_downloads"))
                .isEqualTo("7");
        assertThat(text(dump, (v2 ? images : cri) + "stats_collect_period")).isEqualTo("20");
        assertThat(text(dump, v2 ? runtime + "cni/bin_dirs/0" : cri + "cni/bin_dir")).isEqualTo("/cni");
        assertThat(text(dump, (v2 ? images : cri) + "registry/config_path")).isEqualTo("/run/quarkus-containerd/registries");
        if (v2) {
            assertThat(text(dump, "plugins/io.containerd.transfer.v1.local/unpack_config/0/snapshotter")).isEqualTo("native");
            assertThat(text(dump, "plugins/io.containerd.transfer.v1.local/unpack_config/1/snapshotter"))
                    .isEqualTo("overlayfs");
            assertThat(text(dump, images + "runtime_platforms/runc/snapshotter")).isEqualTo("overlayfs");
            assertThat(text(dump, images + "max_concurrent_downloads")).isEqualTo("3");
        }
        if (containerd != DebianContainerd.V1_6) {
            assertThat(text(dump, "plugins/io.containerd.nri.v1.nri/disable")).isEqualTo("true");
        }
    }

    /** What containerd makes of the ancestor's file and of ours is the same, but for where docker.io is configured. */
    @ParameterizedTest
    @EnumSource(names = { "V1_6", "V1_7" })
    void theAncestorsFileMeansTheSame(DebianContainerd containerd) throws Exception {
        Map<String, String> keys = new HashMap<>(ancestorKeys());
        // containerd has had the Node Resource Interface since the ancestor's time
        keys.put("nri.enabled", "false");

        ObjectNode ours = dump(containerd, render(containerd, keys));
        ObjectNode ancestors = dump(containerd, resource("config.toml"));

        for (ObjectNode dump : List.of(ours, ancestors)) {
            ((ObjectNode) dump.at("/plugins/io.containerd.grpc.v1.cri/registry")).remove(List.of("mirrors", "config_path"));
            ((ObjectNode) dump.get("plugins")).remove("io.containerd.nri.v1.nri");
        }
        assertThat(ours).isEqualTo(ancestors);
    }

    @Test
    void theAncestorsKeysThatContainerd2HasLostAreHarmless() throws Exception {
        Rendering rendering = new Renderer().render(Samples.config(ancestorKeys()), Dumps.facts(DebianContainerd.V2),
                CAPABLE);

        assertThat(rendering.warnings()).hasSize(2).allSatisfy(warning -> assertThat(warning)
                .startsWith("quarkus.containerd.runtime-v1.").contains("has no such setting (before 2.0)"));
        assertThat(configDump(DebianContainerd.V2, Toml.write(rendering.tree().root())).differences(rendering)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatContainerdDropsOrChangesNamesItsSource(DebianContainerd containerd) throws Exception {
        String section = "plugins.'" + (containerd.schema() == 2 ? "io.containerd.grpc.v1.cri" : "io.containerd.cri.v1.runtime")
                + "'";
        Map<String, String> keys = Map.of(
                "toml.\"" + section + ".enable_selinuxx\"", "true",
                "toml.\"grpc.adress\"", "/x");
        ConfigFragment fragment = new ConfigFragment(Path.of("/etc/containerd.d/own.toml"),
                "[" + section + "]\nno_such_thing = 'secret'\n");

        Rendering rendering = new Renderer().render(Samples.config(keys), Dumps.facts(containerd), CAPABLE,
                List.of(fragment));

        assertThat(configDump(containerd, Toml.write(rendering.tree().root())).differences(rendering))
                .extracting(ConfigDump.Difference::toString).containsExactlyInAnyOrder(
                        "quarkus.containerd.toml.\"" + section
                                + ".enable_selinuxx\" has no effect: this containerd does not know "
                                + section + ".enable_selinuxx",
                        "quarkus.containerd.toml.\"grpc.adress\" has no effect: this containerd does not know grpc.adress",
                        "/etc/containerd.d/own.toml has no effect: this containerd does not know " + section
                                + ".no_such_thing");
    }

    @ParameterizedTest
    @EnumSource
    void snapshottersThatContainerdDoesNotHaveAreTold(DebianContainerd containerd) throws Exception {
        Map<String, String> keys = new TreeMap<>(Map.of("snapshotter", "stargz", "proxy-plugins.nydus.type", "snapshot",
                "proxy-plugins.nydus.address", "/run/nydus.sock", "disabled-plugins", "io.containerd.snapshotter.v1.zfs"));
        if (containerd != DebianContainerd.V1_6) {
            keys.putAll(Map.of("runtimes.runc.snapshotter", "nydus", "runtimes.other.type", "io.containerd.runc.v2",
                    "runtimes.other.snapshotter", "native"));
        }
        Rendering rendering = new Renderer().render(Samples.config(keys), Dumps.facts(containerd), CAPABLE);

        assertThat(configDump(containerd, Toml.write(rendering.tree().root())).missingSnapshotters(rendering))
                .singleElement().asString().startsWith("quarkus.containerd.snapshotter names the snapshotter stargz, but this"
                        + " containerd has only [")
                .contains("native", "nydus", "overlayfs").doesNotContain("zfs");
    }

    @ParameterizedTest
    @EnumSource
    void whatContainerdRefusesIsToldInItsWords(DebianContainerd containerd) {
        assertThatThrownBy(() -> configDump(containerd, "version = 2\n[grpc]\nuid = 'root'\n"))
                .isInstanceOf(HostException.class).hasMessageContaining("containerd config dump failed for")
                .hasMessageContaining("failed");
    }

    /**
     * Every setting that containerd has by default has a key, but for what is listed and the free settings are for. Debian's
     * sid moves: what is new in it is told with what to add.
     */
    @ParameterizedTest
    @EnumSource
    void everySettingOfContainerdHasAKey(DebianContainerd containerd) {
        assertThat(ConfigDefaults.gaps(Dumps.version(containerd), containerd.defaultConfig())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theSchemaOfARelease(DebianContainerd containerd) {
        assertThat(Dumps.version(containerd).ownSchema()).hasValue(containerd.schema());
    }

    /** A setting that is left out for a reason is one of some containerd. */
    @Test
    void everyReasonIsThatOfASetting() {
        Set<String> places = Stream.concat(Stream.of(DebianContainerd.values()).map(DebianContainerd::defaultConfig),
                Stream.of("2.2", "2.3", "2.4").map(ConfigDefaults::text))
                .flatMap(defaults -> ConfigDefaults.places(Fixture.parse(defaults)).stream()).collect(Collectors.toSet());

        assertThat(ConfigDefaults.reasonsWithout(places)).isEmpty();
    }

    private static String render(DebianContainerd containerd, Map<String, String> keys) {
        return Toml.write(
                new Renderer().render(Samples.config(keys), Dumps.facts(containerd), CAPABLE).tree().root());
    }

    private ConfigDump configDump(DebianContainerd containerd, String toml) throws IOException {
        return ContainerdBinary.configDump(containerd.executable(),
                Files.writeString(directory.resolve("config.toml"), toml));
    }

    private ObjectNode dump(DebianContainerd containerd, String toml) throws Exception {
        Path file = Files.writeString(directory.resolve("config.toml"), toml);
        return Toml.read(run(containerd.executable().toString(), "--config", file.toString(), "config", "dump"));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }

    private static String text(JsonNode tree, String pointer) {
        return tree.at("/" + pointer).asText(null);
    }

    private static Map<String, String> ancestorKeys() throws IOException {
        Properties properties = new Properties();
        properties.load(ConfigDumpTest.class.getResourceAsStream("/ancestor/application.properties"));
        return properties.stringPropertyNames().stream().collect(Collectors
                .toMap(name -> name.substring("quarkus.containerd.".length()), properties::getProperty));
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = ConfigDumpTest.class.getResourceAsStream("/ancestor/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
