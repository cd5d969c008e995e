package io.quarkiverse.containerd.runtime.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.host.files.FileInstaller;
import io.quarkiverse.containerd.runtime.host.probe.ContainerdBinary;
import io.quarkiverse.containerd.runtime.render.toml.ConfigFragment;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkiverse.containerd.testing.RealContainerd.Setup;

/** Each containerd takes a runtime handler of a fragment for its default one, without which its CRI plugin does not start. */
class UserRuntimesTest {

    @ParameterizedTest
    @EnumSource
    void aFragmentBringsTheDefaultRuntime(DebianContainerd containerd) throws Exception {
        assertThat(starts(containerd, Map.of(), "default_runtime_name = 'own'\n")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aKeyNamesTheDefaultRuntimeOfAFragment(DebianContainerd containerd) throws Exception {
        assertThat(starts(containerd, Map.of("default-runtime", "own"), "")).isTrue();
    }

    private static boolean starts(DebianContainerd containerd, Map<String, String> keys, String defaultRuntime)
            throws Exception {
        String table = "plugins.'" + (containerd == DebianContainerd.V2 ? "io.containerd.cri.v1.runtime"
                : "io.containerd.grpc.v1.cri") + "'.containerd";
        ConfigFragment fragment = new ConfigFragment(Path.of("/etc/own.toml"), "[" + table + "]\n" + defaultRuntime
                + "[" + table + ".runtimes.own]\nruntime_type = 'io.containerd.runc.v2'\n");
        try (ConnectedContainerd real = ConnectedContainerd.start(
                Setup.of(containerd).with((own, socket) -> write(containerd, keys, fragment, own, socket)))) {
            return real.client().cri().status().runtimeReady();
        }
    }

    private static void write(DebianContainerd containerd, Map<String, String> more, ConfigFragment fragment, Path own,
            Path socket) throws IOException {
        Map<String, String> keys = new HashMap<>(more);
        keys.put("root", own + "/root");
        keys.put("state", own + "/state");
        keys.put("run-directory", own + "/run");
        keys.put("config-file", own + "/config.toml");
        keys.put("grpc.address", socket.toString());
        keys.put("opt.path", own + "/opt");
        keys.put("cni.enabled", "false");
        keys.put("runsc.enabled", "false");
        // so that it cannot be the default by chance
        keys.put("runtimes.runc.enabled", "false");
        Rendering rendering = new Renderer().render(ConfigFixture.config(keys),
                Dumps.facts(containerd), TestHost.CAPABLE, List.of(fragment));
        Files.createDirectories(own.resolve("run"));
        new FileInstaller().install(rendering.files());
        assertThat(ContainerdBinary.configDump(containerd.executable(), own.resolve("config.toml")).differences(rendering))
                .isEmpty();
    }
}
