package io.quarkiverse.containerd.runtime.render.toml;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.render.Fixture;
import io.quarkiverse.containerd.runtime.render.Renderer;

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
                .hasMessage(KEY + "/etc/0.toml: plugins.'io.containerd.grpc.v1.cri'.enable_selinux has another value than "
                        + "quarkus.containerd.cri.enable-selinux gives it; keep one of the two");
        assertThatThrownBy(() -> render(Map.of(), "debug.level = 'info'", "debug.level = 'warn'"))
                .hasMessage(KEY + "/etc/1.toml: debug.level has another value than /etc/0.toml gives it; keep one of the two");
        assertThatThrownBy(() -> render(Map.of("toml.debug.level", "warn"), "debug.level = 'info'"))
                .hasMessage("quarkus.containerd.toml.\"debug.level\": debug.level has another value than /etc/0.toml gives it;"
                        + " keep one of the two");
        assertThatThrownBy(() -> render(Map.of(), "root = '/elsewhere'"))
                .hasMessageContaining("root has another value than quarkus.containerd.root gives it");
    }

    @Test
    void aTableThatMeetsAValueNamesBothSources() {
        assertThatThrownBy(() -> render(Map.of(), "root.x = 1"))
                .hasMessage(KEY + "/etc/0.toml: 'root' holds a value of quarkus.containerd.root and is not a table; give it a"
                        + " value, or set it as a whole");
        assertThatThrownBy(() -> render(Map.of(), "grpc = 1"))
                .hasMessageStartingWith(KEY + "/etc/0.toml: 'grpc' is a table");
    }

    @Test
    void aMalformedFileIsNamedWithItsLine() {
        assertThatThrownBy(() -> render(Map.of(), "a = 1\nb = [1,\n\nc = 2\n"))
                .isInstanceOf(ConfigurationException.class).hasMessageStartingWith(KEY + "/etc/0.toml, line 4: not TOML: ");
        assertThatThrownBy(() -> render(Map.of(), "[a]\nb = 1\n[a]\nc = 1\n"))
                .hasMessageStartingWith(KEY + "/etc/0.toml, line 3: not TOML: ");
    }

    @Test
    void aFragmentOfAnotherSchemaIsRefused() {
        assertThatThrownBy(() -> render(Map.of(), "version = 3\n")).hasMessage(KEY
                + "/etc/0.toml: is written for version 3 of the configuration schema, but version 2 is rendered; rewrite it,"
                + " or set quarkus.containerd.config-version");
    }

    @Test
    void numbersThatTheParserWouldCutAreRefused() {
        assertThatThrownBy(() -> render(Map.of(), "a = 1\n# 12345678901234567890\nb = 12345678901234567890\n"))
                .hasMessage(KEY + "/etc/0.toml, line 3: not TOML: an integer of more than 18 digits");
    }

    private static JsonNode render(Map<String, String> keys, String... fragments) {
        List<ConfigFragment> files = IntStream.range(0, fragments.length)
                .mapToObj(i -> new ConfigFragment(Path.of("/etc/" + i + ".toml"), fragments[i])).toList();
        return new Renderer().render(ConfigFixture.config(keys), Fixture.facts(V1_6), CAPABLE, files).tree().root();
    }
}
