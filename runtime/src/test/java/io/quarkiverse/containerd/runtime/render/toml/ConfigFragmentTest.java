package io.quarkiverse.containerd.runtime.render.toml;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_6;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_1;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.render.Fixture;
import io.quarkiverse.containerd.runtime.render.Renderer;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;

class ConfigFragmentTest {

    private static final String KEY = "quarkus.containerd.config-fragments: ";

    @Test
    void fragmentsAreMergedAsTrees() {
        JsonNode tree = render(Map.of(), """
                version = 2
                [plugins."io.containerd.grpc.v1.cri"]
                stats_collect_period = 30
                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]
                runtime_type = "io.containerd.kata.v2"
                """, """
                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]
                privileged_without_host_devices = true
                [stream_processors.x]
                accepts = ["a"]
                """);

        JsonNode cri = tree.at("/plugins/io.containerd.grpc.v1.cri");
        assertThat(cri.get("stats_collect_period").intValue()).isEqualTo(30);
        assertThat(cri.at("/containerd/snapshotter").textValue()).isEqualTo("overlayfs");
        assertThat(cri.at("/containerd/runtimes/runc/runtime_type").textValue()).isEqualTo("io.containerd.runc.v2");
        assertThat(cri.at("/containerd/runtimes/kata")).hasSize(2);
        assertThat(tree.at("/stream_processors/x/accepts/0").textValue()).isEqualTo("a");
    }

    @Test
    void theSameValueFromTwoSourcesIsNoConflict() {
        assertThat(render(Map.of("debug.level", "debug"), "debug.level = 'debug'", "debug.level = 'debug'")
                .at("/debug/level").textValue()).isEqualTo("debug");
    }

    @Test
    void aConflictNamesBothSources() {
        assertThatThrownBy(() -> render(Map.of("cri.enable-selinux", "true"),
                "plugins.'io.containerd.grpc.v1.cri'.enable_selinux = false"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        KEY + "/etc/0.toml, line 1: plugins.'io.containerd.grpc.v1.cri'.enable_selinux has another value than "
                                + "quarkus.containerd.cri.enable-selinux gives it; keep one of the two");
        assertThatThrownBy(() -> render(Map.of(), "debug.level = 'info'", "debug.level = 'warn'"))
                .hasMessage(KEY
                        + "/etc/1.toml, line 1: debug.level has another value than /etc/0.toml gives it; keep one of the two");
        assertThatThrownBy(() -> render(Map.of("toml.debug.level", "warn"), "debug.level = 'info'"))
                .hasMessage("quarkus.containerd.toml.\"debug.level\": debug.level has another value than /etc/0.toml gives it;"
                        + " keep one of the two");
        assertThatThrownBy(() -> render(Map.of(), "root = '/elsewhere'"))
                .hasMessageContaining("root has another value than quarkus.containerd.root gives it");
    }

    @Test
    void aTableThatMeetsAValueNamesBothSources() {
        assertThatThrownBy(() -> render(Map.of(), "root.x = 1"))
                .hasMessage(KEY
                        + "/etc/0.toml, line 1: 'root' holds a value of quarkus.containerd.root and is not a table; give it a"
                        + " value, or set it as a whole");
        assertThatThrownBy(() -> render(Map.of(), "grpc = 1"))
                .hasMessageStartingWith(KEY + "/etc/0.toml, line 1: 'grpc' is a table");
    }

    @Test
    void aMalformedFileIsNamedWithItsLine() {
        assertThatThrownBy(() -> render(Map.of(), "a = 1\nb = [1,\n\nc = 2\n"))
                .isInstanceOf(ConfigurationException.class).hasMessageStartingWith(KEY + "/etc/0.toml, line 4: not TOML: ");
        assertThatThrownBy(() -> render(Map.of(), "[a]\nb = 1\n[a]\nc = 1\n"))
                .hasMessageStartingWith(KEY + "/etc/0.toml, line 3: not TOML: ");
    }

    @Test
    void aFragmentOfANewerSchemaIsRefused() {
        assertThatThrownBy(() -> render(Map.of(), "# own\nversion = 3\n")).hasMessage(KEY
                + "/etc/0.toml, line 2: is written for version 3 of the configuration schema, but version 2 is rendered;"
                + " rewrite it for that version, or for an older one from 2 on");
        assertThatThrownBy(() -> render(Map.of(), "version = 1\n")).hasMessageContaining("version 1 of the");
    }

    private static final String OF_2 = """
            %s
            [grpc]
            tcp_address = "127.0.0.1:7845"
            [metrics]
            address = "127.0.0.1:1338"
            [plugins."io.containerd.grpc.v1.cri"]
            enable_selinux = true
            stream_idle_timeout = "1h"
            sandbox_image = "localhost/pause:1"
            own = 1
            [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "/cni"
            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]
            runtime_type = "io.containerd.kata.v2"
            sandbox_mode = "shim"
            [plugins."io.containerd.grpc.v1.cri".registry.headers]
            X-Node = ["a"]
            """;

    @ParameterizedTest
    @ValueSource(strings = { "", "version = 2" })
    void aFragmentOfVersion2IsMigrated(String version) {
        JsonNode plugins = render(V2_3, Map.of("cni.bin-dir", "/cni"), OF_2.formatted(version)).get("plugins");

        assertThat(plugins.at("/io.containerd.server.v1.grpc-tcp/address").textValue()).isEqualTo("127.0.0.1:7845");
        assertThat(plugins.at("/io.containerd.server.v1.metrics/address").textValue()).isEqualTo("127.0.0.1:1338");
        JsonNode runtime = plugins.get("io.containerd.cri.v1.runtime");
        assertThat(runtime.get("enable_selinux").booleanValue()).isTrue();
        assertThat(runtime.get("own").intValue()).isEqualTo(1);
        assertThat(runtime.get("cni").has("bin_dir")).isFalse();
        assertThat(runtime.at("/containerd/runtimes/kata/sandboxer").textValue()).isEqualTo("shim");
        assertThat(runtime.at("/containerd/runtimes/kata")).hasSize(2);
        assertThat(plugins.at("/io.containerd.cri.v1.images/pinned_images/sandbox").textValue())
                .isEqualTo("localhost/pause:1");
        assertThat(plugins.at("/io.containerd.cri.v1.images/registry/headers/X-Node/0").textValue()).isEqualTo("a");
        assertThat(plugins.get("io.containerd.grpc.v1.cri"))
                .isEqualTo(Toml.table().put("stream_idle_timeout", "1h"));
    }

    @Test
    void aFragmentOfVersion3IsMigrated() {
        JsonNode tree = render(V2_3, Map.of(), """
                version = 3
                [debug]
                address = "/d.sock"
                level = "warn"
                [plugins."io.containerd.cri.v1.runtime"]
                enable_selinux = true
                """);

        assertThat(tree.get("version").intValue()).isEqualTo(4);
        assertThat(tree.get("debug")).isEqualTo(Toml.table().put("level", "warn"));
        assertThat(tree.at("/plugins/io.containerd.server.v1.debug/address").textValue()).isEqualTo("/d.sock");
        assertThat(tree.at("/plugins/io.containerd.cri.v1.runtime/enable_selinux").booleanValue()).isTrue();
        assertThat(render(V2_1, Map.of(), OF_2.formatted("version = 2").replace("/cni", "/opt/cni/bin")).at("/grpc/tcp_address")
                .textValue()).isEqualTo("127.0.0.1:7845");
    }

    @Test
    void aMovedSettingThatIsAtOddsIsToldWithItsLine() {
        assertThatThrownBy(() -> render(V2_3, Map.of("grpc.uid", "7"), """
                version = 3
                imports = [
                ]
                [grpc]
                gid = 0
                uid = 8
                """)).hasMessage(KEY + "/etc/0.toml, line 6: plugins.'io.containerd.server.v1.grpc'.uid has another value than"
                + " quarkus.containerd.grpc.uid gives it; keep one of the two");
    }

    @Test
    void freeSettingsInPlacesOfOlderVersionsAreMigrated() {
        JsonNode plugins = render(V2_3, Map.of("toml.\"grpc.tcp_address\"", ":1",
                "toml.\"plugins.'io.containerd.grpc.v1.cri'.cni\"", "{ setup_serially = true }")).get("plugins");

        assertThat(plugins.at("/io.containerd.server.v1.grpc-tcp/address").textValue()).isEqualTo(":1");
        assertThat(plugins.at("/io.containerd.cri.v1.runtime/cni/setup_serially").booleanValue()).isTrue();
        assertThat(plugins.has("io.containerd.grpc.v1.cri")).isFalse();
        assertThatThrownBy(() -> render(V2_3, Map.of("toml.\"grpc.address\"", "/other")))
                .hasMessageContaining("set quarkus.containerd.grpc.address instead");
    }

    @Test
    void numbersThatTheParserWouldCutAreRefused() {
        assertThatThrownBy(() -> render(Map.of(), "a = 1\n# 12345678901234567890\nb = 12345678901234567890\n"))
                .hasMessage(KEY + "/etc/0.toml, line 3: not TOML: an integer of more than 18 digits");
    }

    private static JsonNode render(Map<String, String> keys, String... fragments) {
        return render(V1_6, keys, fragments);
    }

    private static JsonNode render(ContainerdVersion version, Map<String, String> keys, String... fragments) {
        List<ConfigFragment> files = IntStream.range(0, fragments.length)
                .mapToObj(i -> new ConfigFragment(Path.of("/etc/" + i + ".toml"), fragments[i])).toList();
        return new Renderer().render(ConfigFixture.config(keys), Fixture.facts(version), CAPABLE, files).tree().root();
    }
}
