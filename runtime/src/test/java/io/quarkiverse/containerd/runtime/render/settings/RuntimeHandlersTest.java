package io.quarkiverse.containerd.runtime.render.settings;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_6;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_7;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_0;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_1;
import static io.quarkiverse.containerd.runtime.render.Fixture.content;
import static io.quarkiverse.containerd.runtime.render.Fixture.parse;
import static io.quarkiverse.containerd.runtime.render.Fixture.programs;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static io.quarkiverse.containerd.runtime.render.Fixture.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.render.Fixture;
import io.quarkiverse.containerd.runtime.render.Renderer;
import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;
import io.quarkiverse.containerd.runtime.render.toml.ConfigFragment;

class RuntimeHandlersTest {

    private static final Path RUN = Path.of("/run/quarkus-containerd");
    private static final Path WRAPPER = Path.of("/var/lib/containerd/runsc-wrapper");
    private static final HostFacts ONLY_RUNC = with(programs("containerd-shim-runc-v2", "runc"));
    private static final HostFacts WITHOUT_RUNSC_SHIM = with(programs("containerd-shim-runc-v2", "runc", "runsc"));

    @Test
    void gvisorWithItsShimReadsItsFile() {
        Rendering rendering = render(Map.of(), V1_6, CAPABLE);

        assertThat(rendering.gvisor()).isTrue();
        assertThat(rendering.notes()).containsExactly(
                "The runtime handler runsc runs /usr/bin/runsc by /usr/bin/containerd-shim-runsc-v1.");
        assertThat(rendering.files()).extracting(RenderedFile::path).contains(RUN.resolve("runsc.toml"))
                .doesNotContain(WRAPPER);
    }

    @Test
    void gvisorWithoutItsShimRunsThroughRuncs() {
        Rendering rendering = render(Map.of(), V2_1, WITHOUT_RUNSC_SHIM);

        assertThat(runtimes(rendering).get("runsc")).isEqualTo(parse("""
                runtime_type = "io.containerd.runc.v2"
                privileged_without_host_devices = false
                options = { BinaryName = "/var/lib/containerd/runsc-wrapper", Root = "/run/containerd/runsc" }
                """));
        assertThat(rendering.gvisor()).isTrue();
        assertThat(rendering.notes()).singleElement().asString().contains("/usr/bin/runsc through runc's shim",
                "because gVisor's own shim is not in a directory of quarkus.containerd.path");
        RenderedFile wrapper = rendering.files().stream().filter(file -> file.path().equals(WRAPPER)).findFirst()
                .orElseThrow();
        assertThat(PosixFilePermissions.toString(wrapper.mode())).isEqualTo("rwxr-xr-x");
        assertThat(wrapper.content()).startsWith("#!/bin/sh\n").contains("'/usr/bin/runsc' ", "'--debug=true'",
                "'--debug-log=/run/quarkus-containerd/runsc-logs.fifo'").doesNotContain("@RUNSC@", "@FLAGS@");
        assertThat(rendering.files()).extracting(RenderedFile::path).doesNotContain(RUN.resolve("runsc.toml"));
    }

    @Test
    void theShimCanBePassedOver() {
        Rendering rendering = render(Map.of("runtimes.runsc.type", "io.containerd.runc.v2"), V1_6, CAPABLE);

        assertThat(runtimes(rendering).at("/runsc/options/BinaryName").textValue()).isEqualTo(WRAPPER.toString());
        assertThat(rendering.notes()).singleElement().asString().doesNotContain("because");
    }

    @Test
    void withoutGvisorItsHandlerIsLeftOut() {
        Rendering rendering = render(Map.of(), V1_6, ONLY_RUNC);

        assertThat(runtimes(rendering).fieldNames()).toIterable().containsExactly("runc");
        assertThat(rendering.gvisor()).isFalse();
        assertThat(rendering.notes())
                .containsExactly("There is no runtime handler runsc, because runsc is not in a directory of"
                        + " quarkus.containerd.path.");
        assertThat(render(Map.of("runsc.enabled", "false"), V1_6, ONLY_RUNC).notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "runsc.enabled,true", "default-runtime,runsc" })
    void whoAsksForGvisorHearsThatItIsNotThere(String key, String value) {
        assertThatThrownBy(() -> render(Map.of(key, value), V1_6, ONLY_RUNC)).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd." + key + ": ")
                .hasMessageContaining("runsc is not in a directory of quarkus.containerd.path");
    }

    @Test
    void flagsAreWordsOfTheShell() {
        String wrapper = content(render(Map.of("runsc.options.strace-syscalls", "it's $HOME"), V1_6, WITHOUT_RUNSC_SHIM),
                WRAPPER);

        assertThat(wrapper).contains("'--strace-syscalls=it'\\''s $HOME'");
    }

    @Test
    void anOldRunscUsesThePodsNetworkOfANewKernel() {
        HostFacts host = new HostFacts(true, true, 0, false, Fixture.KERNEL, Fixture.PROGRAMS, Fixture.CNI, true);

        Rendering adapted = render(Map.of(), V1_6, host);
        assertThat(parse(content(adapted, RUN.resolve("runsc.toml"))).at("/runsc_config/network").textValue())
                .isEqualTo("host");
        assertThat(adapted.adaptations()).singleElement().asString().contains("quarkus.containerd.runsc.options.network");
        Rendering told = render(Map.of("runsc.options.network", "sandbox"), V1_6, host);
        assertThat(parse(content(told, RUN.resolve("runsc.toml"))).at("/runsc_config/network").textValue())
                .isEqualTo("sandbox");
        assertThat(told.adaptations()).isEmpty();
        assertThat(render(Map.of("runsc.enabled", "false"), V1_6, host).adaptations()).isEmpty();
    }

    @Test
    void otherRuntimesAreOfferedOnDemand() {
        HostFacts host = with(programs("containerd-shim-runc-v2", "runc", "crun", "nvidia-container-runtime",
                "containerd-shim-kata-v2", "containerd-shim-wasmtime-v1"));

        assertThat(runtimes(render(Map.of(), V1_6, host)).fieldNames()).toIterable().containsExactly("runc");
        JsonNode runtimes = runtimes(render(Map.of("detect-runtimes", "true", "runtimes.kata.snapshotter", "devmapper",
                "runtimes.nvidia.enabled", "false", "runtimes.crun.systemd-cgroup", "true"), V1_7, host));
        assertThat(runtimes.fieldNames()).toIterable().containsExactlyInAnyOrder("runc", "crun", "kata", "wasmtime");
        assertThat(runtimes.at("/crun/options")).isEqualTo(parse("BinaryName = '/usr/bin/crun'\nSystemdCgroup = true"));
        assertThat(runtimes.at("/kata/runtime_type").textValue()).isEqualTo("io.containerd.kata.v2");
        assertThat(runtimes.at("/kata/snapshotter").textValue()).isEqualTo("devmapper");
        assertThat(runtimes.at("/wasmtime/runtime_type").textValue()).isEqualTo("io.containerd.wasmtime.v1");
    }

    @Test
    void everySettingOfAHandlerHasItsName() {
        Map<String, String> keys = new TreeMap<>(Map.of(
                "shim", "/opt/shim", "binary-name", "/opt/own", "root", "/run/own", "systemd-cgroup", "true",
                "no-pivot-root", "true", "no-new-keyring", "true", "shim-cgroup", "/shims", "options.IoUid", "7",
                "privileged-without-host-devices", "true", "all-devices-allowed", "true"));
        keys.putAll(Map.of("type", "io.containerd.runc.v2", "base-runtime-spec", "/etc/spec.json",
                "pod-annotations", "a.*,b.*", "container-annotations", "c.*", "cni-conf-dir", "/etc/cni/own",
                "cni-max-conf-num", "2", "snapshotter", "native", "sandboxer", "shim", "io-type", "streaming",
                "cgroup-writable", "true"));
        Map<String, String> prefixed = new TreeMap<>();
        keys.forEach((key, value) -> prefixed.put("runtimes.own." + key, value));

        assertThat(runtimes(render(prefixed, V2_1, CAPABLE)).get("own")).isEqualTo(parse("""
                runtime_type = "io.containerd.runc.v2"
                runtime_path = "/opt/shim"
                privileged_without_host_devices = true
                privileged_without_host_devices_all_devices_allowed = true
                base_runtime_spec = "/etc/spec.json"
                pod_annotations = ["a.*", "b.*"]
                container_annotations = ["c.*"]
                cni_conf_dir = "/etc/cni/own"
                cni_max_conf_num = 2
                snapshotter = "native"
                sandboxer = "shim"
                io_type = "streaming"
                cgroup_writable = true
                [options]
                BinaryName = "/opt/own"
                Root = "/run/own"
                SystemdCgroup = true
                NoPivotRoot = true
                NoNewKeyring = true
                ShimCgroup = "/shims"
                IoUid = 7
                """));
        assertThat(runtimes(render(Map.of("runtimes.runc.sandboxer", "shim"), V1_7, CAPABLE)).at("/runc/sandbox_mode")
                .textValue()).isEqualTo("shim");
    }

    @ParameterizedTest
    @CsvSource({ "all-devices-allowed,true", "snapshotter,native", "sandboxer,shim", "io-type,fifo", "cgroup-writable,true" })
    void whatAContainerdDoesNotKnowIsRefused(String key, String value) {
        assertThatThrownBy(() -> render(Map.of("runtimes.runc." + key, value), V1_6, CAPABLE))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd.runtimes.runc." + key + ": ").hasMessageContaining("1.6.20");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertRefused("runtimes.runc.cgroup-writable", Map.of("runtimes.runc.cgroup-writable", "true"), V2_0);
        assertRefused("runtimes.runc.io-type", Map.of("runtimes.runc.io-type", "pipe"), V2_1);
        assertRefused("runtimes.runc.root", Map.of("runtimes.runc.root", "here"), V2_1);
        assertRefused("runtimes.runsc", Map.of("runtimes.runsc.systemd-cgroup", "true"), V2_1);
        assertRefused("runtimes.runc.options.Root",
                Map.of("runtimes.runc.options.Root", "/a", "runtimes.runc.root", "/b"), V2_1);
    }

    private static void assertRefused(String key, Map<String, String> keys, ContainerdVersion version) {
        assertThatThrownBy(() -> render(keys, version, CAPABLE)).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd." + key + ": ");
    }

    @Test
    void missingProgramsAreToldByHandler() {
        assertThat(render(Map.of(), V1_6, ONLY_RUNC).warnings()).isEmpty();
        assertThat(render(Map.of("runtimes.kata.type", "io.containerd.kata.v2", "runtimes.own.type", "/opt/own-shim",
                "runtimes.other.type", "io.containerd.other.v1", "runtimes.other.shim", "/opt/other-shim",
                "runtimes.third.type", "io.containerd.runc.v2", "runtimes.third.binary-name", "/opt/third",
                "runtimes.none.type", "kata"), V1_6, ONLY_RUNC).warnings()).satisfiesExactly(
                        kata -> assertThat(kata).startsWith("Pods of the runtime handler kata cannot run, because"
                                + " containerd-shim-kata-v2 is not in a directory of quarkus.containerd.path"),
                        none -> assertThat(none).startsWith("Pods of the runtime handler none cannot run, because its type"
                                + " 'kata' is none; use one such as io.containerd.runc.v2"),
                        other -> assertThat(other).contains("handler other", "because /opt/other-shim is not an executable"),
                        own -> assertThat(own).contains("handler own", "because /opt/own-shim is not an executable"),
                        third -> assertThat(third).contains("handler third", "because /opt/third is not an executable"));
        assertThat(render(Map.of("runtimes.own.type", "/usr/bin/own", "runtimes.third.type", "io.containerd.runc.v2",
                "runtimes.third.options.BinaryName", "third"), V1_6,
                with(programs("containerd-shim-runc-v2", "runc", "own", "third"))).warnings()).isEmpty();
        assertThat(render(Map.of(), V1_6, WITHOUT_RUNSC_SHIM).warnings()).as("of the wrapper, which is written later")
                .isEmpty();
        assertThat(render(Map.of(), V1_6, with(programs("containerd-shim-runc-v2"))).warnings()).singleElement().asString()
                .contains("handler runc", "because runc is not");
    }

    @Test
    void aHandlerOfAFragmentCanBeTheDefaultByItsKey() {
        Rendering rendering = withFragments(Map.of("default-runtime", "own", "untrusted-runtime", "own"), V1_7, """
                [plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.own]
                runtime_type = "io.containerd.runc.v2"
                snapshotter = "native"
                """);

        JsonNode containerd = rendering.tree().root().at("/plugins/io.containerd.grpc.v1.cri/containerd");
        assertThat(containerd.at("/default_runtime_name").textValue()).isEqualTo("own");
        assertThat(containerd.at("/runtimes/untrusted")).isEqualTo(containerd.at("/runtimes/own"));
        assertThat(withFragments(Map.of("default-runtime", "own",
                "toml.\"plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.own.runtime_type\"", "io.containerd.runc.v2"),
                V1_7, "").tree().root().at("/plugins/io.containerd.grpc.v1.cri/containerd/default_runtime_name").textValue())
                .isEqualTo("own");
    }

    @Test
    void aFragmentCanNameTheDefaultUnlessAKeyDoes() {
        String fragment = """
                [plugins.'io.containerd.cri.v1.runtime'.containerd]
                default_runtime_name = "own"
                [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.own]
                runtime_type = "io.containerd.runc.v2"
                snapshotter = "native"
                """;

        JsonNode root = withFragments(Map.of(), V2_1, fragment).tree().root();
        assertThat(root.at("/plugins/io.containerd.cri.v1.runtime/containerd/default_runtime_name").textValue())
                .isEqualTo("own");
        assertThat(root.at("/plugins/io.containerd.cri.v1.images/runtime_platforms/own/snapshotter").textValue())
                .isEqualTo("native");
        assertThatThrownBy(() -> withFragments(Map.of("default-runtime", "runc"), V2_1, fragment))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "default_runtime_name has another value than quarkus.containerd.default-runtime gives it");
        assertThatThrownBy(() -> withFragments(Map.of(), V2_1,
                "plugins.'io.containerd.cri.v1.runtime'.containerd.default_runtime_name = 'absent'"))
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("there is no runtime handler 'absent'");
    }

    @Test
    void handlersOfFragmentsGetWarnings() {
        assertThat(withFragments(Map.of(), V1_7, """
                [plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.own]
                runtime_type = "io.containerd.own.v1"
                """).warnings()).singleElement().asString().startsWith("Pods of the runtime handler own cannot run, because"
                + " containerd-shim-own-v1 is not");
    }

    @Test
    void programsThatHandlersNameAreLookedFor() {
        assertThat(HostAdaptations.namedPrograms(ConfigFixture.config(Map.of("runtimes.a.shim", "/opt/shim",
                "runtimes.b.binary-name", "/opt/b", "runtimes.c.options.BinaryName", "c")),
                List.of(new ConfigFragment(Path.of("/etc/own.toml"), """
                        [plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.own]
                        runtime_type = "/opt/type"
                        runtime_path = "/opt/path"
                        options = { BinaryName = "own" }
                        """)))).containsExactly("/opt/b", "/opt/path", "/opt/shim", "/opt/type", "c", "own");
    }

    @Test
    void aHandlerOfAFragmentHasNoKeyForItsControlGroups() {
        String fragment = """
                [plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.own]
                runtime_type = "io.containerd.runc.v2"
                options = { SystemdCgroup = true }
                """;

        assertThat(withFragments(Map.of(), V1_7, fragment).warnings()).singleElement().asString()
                .contains("systemd does not run here", "SystemdCgroup in the options of the runtime handler own must be off")
                .doesNotContain("quarkus.containerd.runtimes.own");
    }

    private static Rendering withFragments(Map<String, String> keys, ContainerdVersion version, String fragment) {
        return new Renderer().render(ConfigFixture.config(keys), Fixture.facts(version), CAPABLE,
                List.of(new ConfigFragment(Path.of("/etc/own.toml"), fragment)));
    }

    private static JsonNode runtimes(Rendering rendering) {
        JsonNode plugins = parse(content(rendering, RUN.resolve("config.toml"))).get("plugins");
        JsonNode cri = plugins.has("io.containerd.grpc.v1.cri") ? plugins.get("io.containerd.grpc.v1.cri")
                : plugins.get("io.containerd.cri.v1.runtime");
        return cri.at("/containerd/runtimes");
    }
}
