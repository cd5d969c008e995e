package io.quarkiverse.containerd.runtime.render.lines;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_6;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_1;
import static io.quarkiverse.containerd.runtime.render.Fixture.programs;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static io.quarkiverse.containerd.runtime.render.Fixture.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

class RenderedLinesTest {

    private static final String SECRET = "hunter2";

    @Test
    void eachLineOfContainerdsFileHasItsKey() {
        Rendering rendering = render(Map.of("toml.\"debug.level\"", "trace", "root", "/var/lib/other"), V2_1, CAPABLE);

        List<RenderedLine> lines = lines(rendering, "config.toml");
        assertThat(lines).noneMatch(line -> line.source().isEmpty());
        assertThat(source(lines, "root = ")).isEqualTo("quarkus.containerd.root");
        assertThat(source(lines, "debug.level = ")).startsWith("quarkus.containerd.toml");
    }

    @Test
    void eachLineOfARegistrysFileHasItsKey() {
        Rendering rendering = render(Map.of("registries.\"docker.io\".server", "https://hub.example",
                "registries.\"docker.io\".headers.X-Node", SECRET,
                "registries.\"docker.io\".mirrors[0].url", "https://a.example",
                "registries.\"docker.io\".mirrors[0].skip-verify", "true",
                "registries.\"docker.io\".mirrors[0].authorization", "Bearer " + SECRET,
                "peer-mirror", "http://127.0.0.1:30020"), V2_1, CAPABLE);

        List<RenderedLine> lines = lines(rendering, "docker.io/hosts.toml");
        String registry = "quarkus.containerd.registries.\"docker.io\".";
        assertThat(source(lines, "server = ")).isEqualTo(registry + "server");
        assertThat(source(lines, "header.X-Node = ")).isEqualTo(registry + "headers.X-Node");
        assertThat(source(lines, "[host.'http://127.0.0.1:30020']")).isEqualTo("quarkus.containerd.peer-mirror");
        assertThat(source(lines, "[host.'https://a.example']")).isEqualTo(registry + "mirrors[0].url");
        assertThat(source(lines, "skip_verify = ")).isEqualTo(registry + "mirrors[0].skip-verify");
        assertThat(source(lines, "header.Authorization = ")).isEqualTo(registry + "mirrors[0].authorization");
        assertThat(rendering.registries().files()).anyMatch(file -> file.content().contains(SECRET));
    }

    @Test
    void eachLineOfThePodsNetworkHasItsKey() {
        Rendering rendering = render(Map.of("cni.subnets", "10.1.0.0/24", "cni.mtu", "9000", "cni.routes", "198.51.100.0/24",
                "cni.plugin-options.etcd", "{\"user\": \"a\", \"password\": \"hunter2\"}"), V1_6, CAPABLE);

        List<RenderedLine> lines = lines(rendering, ".conflist");
        assertThat(source(lines, "    \"type\" : \"ptp\"")).isEqualTo("quarkus.containerd.cni.plugin");
        assertThat(source(lines, "    \"mtu\"")).isEqualTo("quarkus.containerd.cni.mtu");
        assertThat(source(lines, "      \"user\"")).isEqualTo("quarkus.containerd.cni.plugin-options.etcd");
        assertThat(source(lines, "      \"dataDir\"")).isEqualTo("quarkus.containerd.cni.ipam-data-directory");
        assertThat(source(lines, "      \"ranges\"")).isEqualTo("quarkus.containerd.cni.subnets");
        assertThat(source(lines, "      \"routes\"")).isEqualTo("quarkus.containerd.cni.routes");
        assertThat(source(lines, "  \"name\"")).isEmpty();
    }

    @Test
    void eachFlagOfGvisorHasItsKey() {
        List<RenderedLine> shim = lines(render(Map.of("runsc.options.platform", "kvm"), V2_1, CAPABLE), "runsc.toml");
        assertThat(source(shim, "root = ")).isEqualTo("quarkus.containerd.runsc.root");
        assertThat(source(shim, "runsc_config.platform = ")).isEqualTo("quarkus.containerd.runsc.options.platform");
        assertThat(source(shim, "runsc_config.debug = ")).isEqualTo("quarkus.containerd.runsc.debug");

        Rendering wrapped = render(Map.of("runsc.options.api-token", SECRET), V2_1,
                with(programs("containerd-shim-runc-v2", "runc", "runsc")));
        assertThat(wrapped.files()).anyMatch(file -> file.content().contains(SECRET));
        assertThat(shown(wrapped)).noneMatch(line -> line.contains(SECRET))
                .anyMatch(line -> line.contains("'--api-token=***'"));
    }

    @Test
    void noSecretIsShownWhereverItIs() {
        Map<String, String> keys = new HashMap<>(Map.of(
                "toml.\"plugins.'io.containerd.x'.servers\"", "[{url = 'a', password = 'hunter2', auth = ['hunter2']}]",
                "toml.\"plugins.'io.containerd.x'.endpoint\"", "'https://me:hunter2@x.example/'",
                "toml.\"plugins.'io.containerd.x'.credentials\"", "{user = 'hunter2'}",
                "registries.\"a.example\".authorization", "Basic hunter2",
                "registries.\"a.example\".headers.X-Any", "hunter2",
                "cni.subnets", "10.1.0.0/24",
                "cni.plugin-options.auth", "{\"user\": \"hunter2\", \"more\": [\"hunter2\"]}",
                "cni.plugin-options.token", "hunter2",
                "cni.plugin-options.url", "http://me:hunter2@b.example"));

        Rendering rendering = render(keys, V2_1, CAPABLE);

        assertThat(shown(rendering)).noneMatch(line -> line.contains(SECRET));
        assertThat(rendering.files()).extracting(RenderedFile::content).anyMatch(content -> content.contains(SECRET));
    }

    private static List<String> shown(Rendering rendering) {
        return files(rendering).flatMap(file -> file.lines().stream()).map(RenderedLine::shown).toList();
    }

    private static Stream<RenderedFile> files(Rendering rendering) {
        return Stream.concat(rendering.files().stream(), rendering.registries().files().stream());
    }

    private static List<RenderedLine> lines(Rendering rendering, String end) {
        return files(rendering).filter(file -> file.path().toString().endsWith(end)).findFirst().orElseThrow().lines();
    }

    private static String source(List<RenderedLine> lines, String beginning) {
        return lines.stream().filter(line -> line.shown().startsWith(beginning)).findFirst()
                .orElseThrow(() -> new AssertionError(beginning + " is not in\n" + lines)).source().orElse("");
    }
}
