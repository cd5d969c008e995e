package io.quarkiverse.containerd.runtime.render;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.RunscConfig;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.files.CniFiles;
import io.quarkiverse.containerd.runtime.render.files.HostsDirectory;
import io.quarkiverse.containerd.runtime.render.files.NetworkFiles;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;
import io.quarkiverse.containerd.runtime.render.files.RunscToml;
import io.quarkiverse.containerd.runtime.render.files.RunscWrapper;
import io.quarkiverse.containerd.runtime.render.settings.HostAdaptations;
import io.quarkiverse.containerd.runtime.render.settings.RenderContext;
import io.quarkiverse.containerd.runtime.render.toml.ConfigFragment;
import io.quarkiverse.containerd.runtime.render.toml.UserRuntimes;
import io.quarkiverse.containerd.runtime.render.validation.ConfigValidation;

/** Renders all files that containerd and its helpers read. */
public final class Renderer {

    /** containerd's file may hold credentials. */
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("rwxr-xr-x");

    /**
     * Renders the configuration for this containerd on this host.
     *
     * @throws ConfigurationException naming the key of the first value that cannot work
     */
    public Rendering render(ContainerdConfig config, ContainerdFacts containerd, HostFacts host) {
        return render(config, containerd, host, List.of());
    }

    /**
     * Renders the configuration for this containerd on this host.
     *
     * @param fragments the user's TOML files, in the order in which they are merged
     * @throws ConfigurationException naming the key, and the fragment, of the first value that cannot work
     */
    public Rendering render(ContainerdConfig config, ContainerdFacts containerd, HostFacts host,
            List<ConfigFragment> fragments) {
        ContainerdVersion version = containerd.version();
        ConfigValidation.check(config, containerd);
        HostAdaptations adapted = HostAdaptations.of(config, version, host,
                UserRuntimes.of(fragments, config.configFile().toml()));
        RenderContext context = RenderContext.of(config, adapted, containerd);
        boolean cri = context.criEnabled();
        ContainerdToml toml = ContainerdToml.render(context, fragments);
        List<RenderedFile> files = new ArrayList<>();
        runsc(config, adapted, files);
        NetworkFiles network = NetworkFiles.NONE;
        if (cri) {
            CniFiles cni = new CniFiles(config.cni());
            cni.rendered().forEach((path, lines) -> files.add(new RenderedFile(path, lines, READABLE)));
            network = cni.files();
        }
        files.add(new RenderedFile(config.configFile().path(), toml.tree().lines(), PRIVATE));
        List<String> warnings = new ArrayList<>(version.warning().stream().toList());
        warnings.addAll(toml.warnings());
        warnings.addAll(HostsDirectory.warnings(config, version));
        warnings.addAll(adapted.warnings());
        return new Rendering(files, HostsDirectory.render(config, version, cri), toml.tree(), toml.environment(), network,
                Stream.of(version.note().stream(), containerd.migration(context.schema()).stream(), adapted.notes().stream())
                        .flatMap(sentences -> sentences).toList(),
                adapted.adaptations(), warnings, cri, adapted.snapshotter(),
                adapted.useRunscShim() || adapted.wrappedRunsc().isPresent());
    }

    private static void runsc(ContainerdConfig config, HostAdaptations adapted, List<RenderedFile> files) {
        RunscConfig runsc = config.runsc();
        if (adapted.useRunscShim()) {
            files.add(new RenderedFile(runsc.configFile(), RunscToml.tree(runsc.root(), adapted.runscFlags(),
                    flag -> HostAdaptations.runscKey(runsc, flag)).lines(), READABLE));
        }
        adapted.wrappedRunsc().ifPresent(program -> files.add(new RenderedFile(runsc.wrapperFile(),
                RunscWrapper.render(program, adapted.runscFlags()), EXECUTABLE)));
    }
}
