package io.quarkiverse.containerd.runtime.host.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.quarkiverse.containerd.runtime.config.ConfigFixture;
import io.quarkiverse.containerd.runtime.host.probe.ContainerdBinary;
import io.quarkiverse.containerd.runtime.host.probe.ContainerdInspector;
import io.quarkiverse.containerd.runtime.render.Renderer;
import io.quarkiverse.containerd.runtime.render.Rendering;
import io.quarkiverse.containerd.runtime.render.TestHost;
import io.quarkiverse.containerd.testing.DebianContainerd;

/** The configuration that the daemon renders, for a containerd that works in a directory of its own and runs no pods. */
public final class RenderedConfiguration {

    private RenderedConfiguration() {
    }

    /**
     * Renders and writes it, and asks containerd whether all of it takes effect.
     *
     * @param keys of the configuration, besides those of directories
     */
    public static Rendering write(DebianContainerd version, Map<String, String> keys, Path own, Path socket)
            throws IOException {
        Map<String, String> all = new HashMap<>(keys);
        all.put("root", own + "/root");
        all.put("state", own + "/state");
        all.put("run-directory", own + "/run");
        all.put("config-file", own + "/config.toml");
        all.put("grpc.address", socket.toString());
        all.put("opt.path", own + "/opt");
        all.put("cni.enabled", "false");
        all.put("runsc.enabled", "false");
        Rendering rendering = new Renderer().render(ConfigFixture.config(all),
                new ContainerdInspector().inspect(version.executable()), TestHost.CAPABLE);
        Files.createDirectories(own.resolve("run"));
        new RegistryDirectories(new Directories(true)).install(rendering.registries());
        new FileInstaller().install(rendering.files());
        assertThat(ContainerdBinary.configDump(version.executable(), own.resolve("config.toml")).differences(rendering))
                .isEmpty();
        return rendering;
    }
}
