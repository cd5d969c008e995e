package io.quarkiverse.containerd.runtime.render;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.CONFINED;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_6;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_0;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_1;
import static io.quarkiverse.containerd.runtime.render.Fixture.configToml;
import static io.quarkiverse.containerd.runtime.render.Fixture.content;
import static io.quarkiverse.containerd.runtime.render.Fixture.parse;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

class RendererTest {

    private static final Path RUN = Path.of("/run/quarkus-containerd");

    @Test
    void defaultsInSchemaVersion2() {
        assertThat(configToml(Map.of(), V1_6, CAPABLE)).isEqualTo(parse("""
                version = 2
                root = "/var/lib/containerd"
                state = "/run/containerd"
                disabled_plugins = []
                required_plugins = ["io.containerd.metadata.v1.bolt", "io.containerd.grpc.v1.cri"]
                oom_score = 0
                [grpc]
                address = "/run/containerd/containerd.sock"
                uid = 0
                gid = 0
                max_recv_message_size = 16777216
                max_send_message_size = 16777216
                [timeouts]
                "io.containerd.timeout.bolt.open" = "2s"
                [plugins."io.containerd.grpc.v1.cri"]
                restrict_oom_score_adj = false
                [plugins."io.containerd.grpc.v1.cri".containerd]
                snapshotter = "overlayfs"
                default_runtime_name = "runc"
                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                runtime_type = "io.containerd.runc.v2"
                privileged_without_host_devices = false
                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runsc]
                runtime_type = "io.containerd.runsc.v1"
                privileged_without_host_devices = false
                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runsc.options]
                TypeUrl = "io.containerd.runsc.v1.options"
                ConfigPath = "/run/quarkus-containerd/runsc.toml"
                [plugins."io.containerd.grpc.v1.cri".cni]
                bin_dir = "/opt/cni/bin"
                conf_dir = "/run/quarkus-containerd/cni"
                max_conf_num = 1
                conf_template = "/run/quarkus-containerd/cnispec.gojson"
                """));
    }

    /** The shims of running pods know the ttRPC socket by its name. */
    @Test
    void aSocketThatWaitsForThePreseedIsBoundByAnotherNameAndTheTtrpcSocketIsNot() {
        Map<String, String> keys = Map.of("grpc.after-preseed", "true", "grpc.uid", "7", "ttrpc.gid", "9");
        for (JsonNode root : List.of(configToml(keys, V1_6, CAPABLE), configToml(keys, V2_1, CAPABLE))) {
            assertThat(root.at("/grpc/address").textValue()).isEqualTo("/run/containerd/containerd.sock.early");
            assertThat(root.get("ttrpc")).isEqualTo(parse("""
                    address = "/run/containerd/containerd.sock.ttrpc"
                    uid = 7
                    gid = 9
                    """));
        }
        assertThat(configToml(Map.of("grpc.after-preseed", "true", "ttrpc.address", "/t.sock"), V1_6, CAPABLE).get("ttrpc"))
                .isEqualTo(parse("address = \"/t.sock\""));
        for (String none : List.of("preseed.enabled", "enabled")) {
            JsonNode root = configToml(Map.of("grpc.after-preseed", "true", none, "false"), V1_6, CAPABLE);
            assertThat(root.at("/grpc/address").textValue()).isEqualTo("/run/containerd/containerd.sock");
            assertThat(root.has("ttrpc")).isFalse();
        }
    }

    @Test
    void theSandboxImageIsFoundWhereverItIsConfigured() {
        String plugin = "toml.\"plugins.'io.containerd.%s'\"";
        for (var version : List.of(V1_6, V2_1)) {
            assertThat(render(Map.of("sandbox-image", "pause:1"), version, CAPABLE).sandboxImage()).hasValue("pause:1");
            assertThat(render(Map.of("sandbox-image", "pause:1", "disabled-plugins", "io.containerd.grpc.v1.cri"), version,
                    CAPABLE).sandboxImage()).isEmpty();
            assertThat(render(Map.of(), version, CAPABLE).sandboxImage()).isEmpty();
        }
        assertThat(render(Map.of(plugin.formatted("grpc.v1.cri"), "{sandbox_image = \"pause:2\"}"), V1_6, CAPABLE)
                .sandboxImage()).hasValue("pause:2");
        assertThat(render(Map.of(plugin.formatted("cri.v1.images"), "{pinned_images = {sandbox = \"pause:2\"}}"), V2_1, CAPABLE)
                .sandboxImage()).hasValue("pause:2");
    }

    @Test
    void thePluginsThatMakeUpCriAreDisabledTogether() {
        for (String plugin : List.of("cri", "io.containerd.grpc.v1.cri", "io.containerd.cri.v1.runtime",
                "io.containerd.cri.v1.images")) {
            JsonNode root = configToml(Map.of("disabled-plugins", plugin), V2_1, CAPABLE);
            assertThat(root.get("disabled_plugins").toString()).contains("\"io.containerd.grpc.v1.cri\"");
            assertThat(root.get("required_plugins").toString()).isEqualTo("[\"io.containerd.metadata.v1.bolt\"]");
        }
    }

    @Test
    void defaultsInSchemaVersion3() {
        assertThat(configToml(Map.of("sandbox-image", "pause:1"), V2_1, CAPABLE)).isEqualTo(parse("""
                version = 3
                root = "/var/lib/containerd"
                state = "/run/containerd"
                disabled_plugins = []
                required_plugins = ["io.containerd.metadata.v1.bolt", "io.containerd.grpc.v1.cri"]
                oom_score = 0
                [grpc]
                address = "/run/containerd/containerd.sock"
                uid = 0
                gid = 0
                max_recv_message_size = 16777216
                max_send_message_size = 16777216
                [timeouts]
                "io.containerd.timeout.bolt.open" = "2s"
                [plugins."io.containerd.nri.v1.nri"]
                disable = true
                [plugins."io.containerd.cri.v1.images"]
                snapshotter = "overlayfs"
                pinned_images.sandbox = "pause:1"
                [plugins."io.containerd.cri.v1.runtime"]
                restrict_oom_score_adj = false
                [plugins."io.containerd.cri.v1.runtime".containerd]
                default_runtime_name = "runc"
                [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
                runtime_type = "io.containerd.runc.v2"
                privileged_without_host_devices = false
                [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runsc]
                runtime_type = "io.containerd.runsc.v1"
                privileged_without_host_devices = false
                [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runsc.options]
                TypeUrl = "io.containerd.runsc.v1.options"
                ConfigPath = "/run/quarkus-containerd/runsc.toml"
                [plugins."io.containerd.cri.v1.runtime".cni]
                bin_dirs = ["/opt/cni/bin"]
                conf_dir = "/run/quarkus-containerd/cni"
                max_conf_num = 1
                conf_template = "/run/quarkus-containerd/cnispec.gojson"
                """));
    }

    @Test
    void containerd2Point0KnowsOneBinDir() {
        assertThat(configToml(Map.of(), V2_0, CAPABLE).at("/plugins/io.containerd.cri.v1.runtime/cni/bin_dir").textValue())
                .isEqualTo("/opt/cni/bin");
        assertThat(configToml(Map.of("config-version", "2"), V2_1, CAPABLE)
                .at("/plugins/io.containerd.grpc.v1.cri/cni/bin_dir").textValue()).isEqualTo("/opt/cni/bin");
    }

    @Test
    void filesComeBeforeTheFileThatNamesThem() {
        Rendering rendering = render(Map.of(), V1_6, CAPABLE);

        assertThat(rendering.files()).extracting(RenderedFile::path).containsExactly(RUN.resolve("runsc.toml"),
                RUN.resolve("cnispec.gojson"), RUN.resolve("config.toml"));
        assertThat(rendering.files()).extracting(file -> PosixFilePermissions.toString(file.mode())).containsExactly(
                "rw-r--r--",
                "rw-r--r--", "rw-------");
        assertThat(rendering.adaptations()).isEmpty();
        assertThat(rendering.criEnabled()).isTrue();
    }

    @Test
    void theSameConfigurationGivesTheSameText() {
        Map<String, String> one = Map.of("toml.b", "1", "toml.a", "1", "runtimes.z.type", "x", "runtimes.y.type", "x");

        assertThat(render(one, V1_6, CAPABLE).files()).isEqualTo(render(new TreeMap<>(one), V1_6, CAPABLE).files());
    }

    @Test
    void freeSettingsAreMergedLast() {
        JsonNode tree = configToml(Map.of(
                "toml.\"plugins.'io.containerd.grpc.v1.cri'.stats_collect_period\"", "20",
                "toml.\"plugins.'io.containerd.grpc.v1.cri'.containerd.snapshotter\"", "native",
                "toml.\"plugins.'io.containerd.grpc.v1.cri'.cni\"", "{ max_conf_num = 5 }",
                "toml.required_plugins", "[]"), V1_6, CAPABLE);

        assertThat(tree.at("/plugins/io.containerd.grpc.v1.cri/stats_collect_period").intValue()).isEqualTo(20);
        assertThat(tree.at("/plugins/io.containerd.grpc.v1.cri/containerd/snapshotter").textValue()).isEqualTo("native");
        assertThat(tree.at("/plugins/io.containerd.grpc.v1.cri/cni/max_conf_num").intValue()).isEqualTo(5);
        assertThat(tree.at("/plugins/io.containerd.grpc.v1.cri/cni/bin_dir").textValue()).isEqualTo("/opt/cni/bin");
        assertThat(tree.get("required_plugins")).isEmpty();
    }

    @Test
    void runtimesHaveTypedOptions() {
        JsonNode runtimes = configToml(Map.of(
                "runtimes.runc.options.SystemdCgroup", "true",
                "runtimes.runsc.type", "io.containerd.runc.v2",
                "runtimes.runsc.options.BinaryName", "/usr/bin/runsc-wrapper",
                "runtimes.gvisor.type", "io.containerd.runsc.v1",
                "runtimes.gvisor.privileged-without-host-devices", "true"), V1_6, CAPABLE)
                .at("/plugins/io.containerd.grpc.v1.cri/containerd/runtimes");

        assertThat(runtimes.at("/runc/options/SystemdCgroup").booleanValue()).isTrue();
        assertThat(runtimes.at("/runc/runtime_type").textValue()).isEqualTo("io.containerd.runc.v2");
        assertThat(runtimes.at("/runsc/options")).isEqualTo(parse("BinaryName = '/usr/bin/runsc-wrapper'"));
        assertThat(runtimes.at("/gvisor/options/TypeUrl").textValue()).isEqualTo("io.containerd.runsc.v1.options");
        assertThat(runtimes.at("/gvisor/privileged_without_host_devices").booleanValue()).isTrue();
    }

    @Test
    void whatIsOffIsNotRendered() {
        Rendering rendering = render(Map.of("runsc.enabled", "false", "cni.enabled", "false"), V1_6, CAPABLE);
        JsonNode cri = parse(content(rendering, RUN.resolve("config.toml"))).at("/plugins/io.containerd.grpc.v1.cri");

        assertThat(rendering.files()).extracting(RenderedFile::path).containsExactly(RUN.resolve("config.toml"));
        assertThat(cri.at("/containerd/runtimes/runsc").isMissingNode()).isTrue();
        assertThat(cri.at("/cni/conf_template").isMissingNode()).isTrue();
        assertThat(cri.at("/cni/conf_dir").textValue()).isEqualTo("/run/quarkus-containerd/cni");
    }

    @Test
    void aPluginThatIsDisabledIsNotRequired() {
        JsonNode tree = configToml(Map.of("disabled-plugins", "io.containerd.grpc.v1.cri,io.containerd.internal.v1.opt"), V1_6,
                CAPABLE);

        assertThat(tree.get("disabled_plugins")).hasSize(2);
        assertThat(tree.get("required_plugins")).extracting(JsonNode::textValue)
                .containsExactly("io.containerd.metadata.v1.bolt");
        assertThat(tree.get("plugins")).isNull();
    }

    @Test
    void aUserNamespaceHoldsNoPods() {
        Rendering rendering = render(Map.of("user-namespace", "true"), V2_1, CONFINED);
        JsonNode tree = parse(content(rendering, RUN.resolve("config.toml")));

        assertThat(rendering.criEnabled()).isFalse();
        assertThat(tree.get("disabled_plugins")).extracting(JsonNode::textValue).containsExactly("io.containerd.grpc.v1.cri");
        assertThat(tree.get("required_plugins")).extracting(JsonNode::textValue)
                .containsExactly("io.containerd.metadata.v1.bolt");
        assertThat(rendering.adaptations()).singleElement().asString().contains("user-namespace", "CRI plugin is disabled");
        assertThat(rendering.files()).extracting(RenderedFile::path).doesNotContain(RUN.resolve("cnispec.gojson"));
    }

    @Test
    void criCanBeDisabledByItsShortName() {
        Rendering rendering = render(Map.of("disabled-plugins", "cri"), V1_6, CAPABLE);

        assertThat(rendering.criEnabled()).isFalse();
        JsonNode tree = rendering.tree().root();
        assertThat(tree.get("disabled_plugins")).extracting(JsonNode::textValue).containsExactly("io.containerd.grpc.v1.cri");
        assertThat(tree.get("required_plugins")).extracting(JsonNode::textValue)
                .containsExactly("io.containerd.metadata.v1.bolt");
    }

    @Test
    void whatTheHostCannotDoIsAdaptedAndSaidOnce() {
        Rendering rendering = render(Map.of("oom-score", "-999"), V1_6, CONFINED);
        JsonNode tree = parse(content(rendering, RUN.resolve("config.toml")));

        assertThat(tree.get("oom_score").intValue()).isEqualTo(100);
        assertThat(tree.at("/plugins/io.containerd.grpc.v1.cri/restrict_oom_score_adj").booleanValue()).isTrue();
        assertThat(rendering.adaptations()).satisfiesExactly(
                oom -> assertThat(oom).contains("quarkus.containerd.oom-score", "-999", "100"),
                restrict -> assertThat(restrict).contains("quarkus.containerd.cri.restrict-oom-score-adj"));
    }

    @Test
    void theCniPluginsAreTakenFromWhereTheyAre() {
        HostFacts debian = cniIn("/usr/lib/cni");
        HostFacts nowhere = cniIn();

        assertThat(render(Map.of(), V1_6, debian)).satisfies(rendering -> {
            assertThat(cniBinDir(rendering)).isEqualTo("/usr/lib/cni");
            assertThat(rendering.notes()).last().asString().contains("/usr/lib/cni", "/opt/cni/bin");
            assertThat(rendering.warnings()).isEmpty();
        });
        assertThat(configToml(Map.of(), V2_1, debian)
                .at("/plugins/io.containerd.cri.v1.runtime/cni/bin_dirs/0").textValue()).isEqualTo("/usr/lib/cni");
        assertThat(render(Map.of(), V1_6, nowhere)).satisfies(rendering -> {
            assertThat(cniBinDir(rendering)).isEqualTo("/opt/cni/bin");
            assertThat(rendering.warnings()).singleElement().asString().contains("ptp, host-local, loopback",
                    "/opt/cni/bin, nor all in /usr/lib/cni", "quarkus.containerd.cni.bin-dir");
        });
        assertThat(render(Map.of("cni.bin-dir", "/data/cni"), V1_6, nowhere)).satisfies(rendering -> {
            assertThat(cniBinDir(rendering)).isEqualTo("/data/cni");
            assertThat(rendering.warnings()).singleElement().asString().contains("not all in /data/cni:");
        });
        for (Map<String, String> unknownPlugins : List.of(Map.of("cni.enabled", "false"),
                Map.of("cni.own-template", "/data/own.conflist"))) {
            assertThat(render(unknownPlugins, V1_6, nowhere)).satisfies(rendering -> {
                assertThat(cniBinDir(rendering)).isEqualTo("/opt/cni/bin");
                assertThat(rendering.warnings()).isEmpty();
            });
        }
    }

    private static HostFacts cniIn(String... directories) {
        return new HostFacts(true, true, 0, false, Fixture.KERNEL, Fixture.PROGRAMS,
                Stream.of(directories).map(Path::of).toList(), false);
    }

    private static String cniBinDir(Rendering rendering) {
        return parse(content(rendering, RUN.resolve("config.toml"))).at("/plugins/io.containerd.grpc.v1.cri/cni/bin_dir")
                .textValue();
    }

    @Test
    void aCapabilityInANestedUserNamespaceDoesNotCount() {
        assertThat(
                render(Map.of(), V1_6, new HostFacts(true, true, 0, true, Fixture.KERNEL, Fixture.PROGRAMS, Fixture.CNI, false))
                        .adaptations())
                .hasSize(1);
    }

    @Test
    void aScoreThatMayBeSetIsKept() {
        assertThat(configToml(Map.of("oom-score", "-999"), V1_6, CAPABLE).get("oom_score").intValue()).isEqualTo(-999);
        assertThat(configToml(Map.of("oom-score", "500"), V1_6, CONFINED).get("oom_score").intValue()).isEqualTo(500);
        assertThat(configToml(Map.of(), V1_6, CONFINED).get("oom_score").intValue()).isZero();
        assertThat(render(Map.of("cri.restrict-oom-score-adj", "true"), V1_6, CONFINED).adaptations()).isEmpty();
        assertThat(render(Map.of("disabled-plugins", "io.containerd.grpc.v1.cri"), V1_6, CONFINED).adaptations()).isEmpty();
    }

    @Test
    void runscTakesFlagsAsStrings() {
        JsonNode runsc = parse(content(render(Map.of("runsc.debug", "false", "runsc.options.platform", "systrap",
                "runsc.options.network", "host", "runsc.options.num-network-channels", "2"), V1_6, CAPABLE),
                RUN.resolve("runsc.toml")));

        assertThat(runsc).isEqualTo(parse("""
                root = "/run/containerd/runsc"
                [runsc_config]
                debug = "false"
                debug-log = "/run/quarkus-containerd/runsc-logs.fifo"
                panic-log = "/run/quarkus-containerd/runsc-logs.fifo"
                network = "host"
                num-network-channels = "2"
                platform = "systrap"
                """));
    }

    @Test
    void bracesInAPathAreNoTemplateActions() throws JsonProcessingException {
        String template = content(
                render(Map.of("cni.ipam-data-directory", "/a/{{.Routes}}/\"q\"", "cni.mtu", "9000"), V1_6, CAPABLE),
                RUN.resolve("cnispec.gojson"));

        JsonNode plugin = new ObjectMapper()
                .readTree(GoTemplate.evaluate(template,
                        Map.of("PodCIDRRanges", List.of("10.0.0.0/24"), "Routes", List.of("0.0.0.0/0"))))
                .at("/plugins/0");
        assertThat(plugin.at("/ipam/dataDir").textValue()).isEqualTo("/a/{{.Routes}}/\"q\"");
        assertThat(plugin.get("mtu").intValue()).isEqualTo(9000);
        assertThat(plugin.at("/ipam/ranges/0/0/subnet").textValue()).isEqualTo("10.0.0.0/24");
        assertThat(plugin.at("/ipam/routes/0/dst").textValue()).isEqualTo("0.0.0.0/0");
    }
}
