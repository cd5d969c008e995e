package io.quarkiverse.containerd.render;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.quarkiverse.containerd.config.ContainerdConfig;

/** Renders all files that containerd and its helpers read. */
public final class Renderer {

    /** containerd's file may hold credentials. */
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    /**
     * Renders the configuration for this containerd on this host.
     *
     * @throws ConfigurationException naming the key of the first value that cannot work
     */
    public Rendering render(ContainerdConfig config, ContainerdVersion version, HostFacts host) {
        return render(config, version, host, List.of());
    }

    /**
     * Renders the configuration for this containerd on this host.
     *
     * @param fragments the user's TOML files, in the order in which they are merged
     * @throws ConfigurationException naming the key, and the fragment, of the first value that cannot work
     */
    public Rendering render(ContainerdConfig config, ContainerdVersion version, HostFacts host,
            List<ConfigFragment> fragments) {
        ConfigValidation.check(config, version);
        HostAdaptations adapted = HostAdaptations.of(config, host);
        boolean cri = Derived.criEnabled(config);
        ContainerdToml toml = ContainerdToml.render(Intent.of(config, adapted, version), fragments);
        List<RenderedFile> files = new ArrayList<>();
        if (config.runsc().enabled()) {
            files.add(new RenderedFile(config.runsc().configFile(), Toml.write(RunscToml.tree(config.runsc())), READABLE));
        }
        if (cri && config.cni().enabled()) {
            files.add(new RenderedFile(config.cni().templateFile(), CniTemplate.render(config.cni()), READABLE));
        }
        files.add(new RenderedFile(config.configFile(), Toml.write(toml.tree().root()), PRIVATE));
        List<String> warnings = new ArrayList<>(toml.warnings());
        warnings.addAll(RegistryFiles.warnings(config, version));
        return new Rendering(files, RegistryFiles.render(config), toml.tree(), toml.environment(), adapted.sentences(),
                warnings,
                cri);
    }
}
