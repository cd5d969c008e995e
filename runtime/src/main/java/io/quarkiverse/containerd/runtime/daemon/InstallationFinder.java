package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.Background;
import io.quarkiverse.containerd.runtime.host.ContainerdComponent;
import io.quarkiverse.containerd.runtime.host.ExecutableLocator;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.InstallationAdvice;
import io.quarkiverse.containerd.runtime.host.files.ConfigFragments;
import io.quarkiverse.containerd.runtime.host.probe.ContainerdBinary;
import io.quarkiverse.containerd.runtime.host.probe.ContainerdInspector;
import io.quarkiverse.containerd.runtime.host.probe.HostInspector;
import io.quarkiverse.containerd.runtime.render.ConfigDump;
import io.quarkiverse.containerd.runtime.render.Renderer;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.facts.RuntimePrograms;
import io.quarkiverse.containerd.runtime.render.files.CniPlugins;
import io.quarkiverse.containerd.runtime.render.settings.HostAdaptations;
import io.quarkiverse.containerd.runtime.render.toml.ConfigFragment;
import io.smallrye.common.os.OS;

/**
 * Finds containerd, asks it for its version and schema, and renders its files: all that can be wrong is said before anything
 * starts. What it finds is what is there at that moment.
 */
public class InstallationFinder {

    /** The key of the executable, which a message about it begins with. */
    public static final String EXECUTABLE = "quarkus.containerd.executable";
    private static final String FRAGMENTS = "quarkus.containerd.config-fragments";

    private final ContainerdInspector inspector = new ContainerdInspector();
    private final ContainerdConfig config;
    private final OwnDirectories directories;

    /** @param config the configuration to render */
    public InstallationFinder(ContainerdConfig config) {
        this.config = config;
        this.directories = new OwnDirectories(config);
    }

    /**
     * Finds what is there now.
     *
     * @throws ConfigurationException naming the key of a value that cannot work
     */
    public Installation find() {
        return find(programs -> programs);
    }

    /**
     * Finds what is there now, but for gVisor: without the pump that reads its log, its pods would stand still, and the pump
     * starts with the daemon only.
     */
    Installation findWithoutGvisor() {
        Installation found = find(RuntimePrograms::withoutGvisor);
        return found.plus(
                "gVisor was installed after the start of the daemon: restart the daemon, so that pods can use it.");
    }

    /**
     * Returns what this host offers now.
     *
     * @throws HostException if it cannot be inspected
     */
    public HostFacts facts(Path executable) throws HostException {
        return facts(executable, fragments());
    }

    /**
     * Returns what this host offers now, where there is no containerd.
     *
     * @throws HostException if it cannot be inspected
     */
    public HostFacts facts() throws HostException {
        return facts(config.process().path(), List.of());
    }

    private HostFacts facts(Path executable, List<ConfigFragment> fragments) throws HostException {
        return facts(programs(executable), fragments);
    }

    private HostFacts facts(List<Path> programs, List<ConfigFragment> fragments) throws HostException {
        return new HostInspector().inspect(config.directories().root(), programs,
                HostAdaptations.namedPrograms(config, fragments), CniPlugins.of(config.cni()),
                config.runsc().enabled().orElse(true));
    }

    private Installation find(UnaryOperator<RuntimePrograms> visible) {
        requireLinux();
        NamedFiles.requireReadable(config);
        Path executable = config.process().executable().map(InstallationFinder::check).orElseGet(this::search);
        OwnDirectories.requireSafeProgram(EXECUTABLE, executable);
        Installation found = render(executable, visible);
        directories.requireSafe();
        found = DefaultImports.note(config).map(found::plusNote).orElse(found);
        for (String warning : PeerMirrorCheck.warnings(config, found.rendering())) {
            found = found.plus(warning);
        }
        for (String warning : directories.pathWarnings()) {
            found = found.plus(warning);
        }
        for (String warning : directories.certificateWarnings()) {
            found = found.plus(warning);
        }
        return directories.preseedWarning().map(found::plus).orElse(found);
    }

    /**
     * Returns what a containerd makes of its configuration file.
     *
     * @throws HostException if it refuses the file, or there is none
     */
    ConfigDump configDump(Path executable) throws HostException {
        return ContainerdBinary.configDump(executable, config.configFile().path());
    }

    private static void requireLinux() {
        if (!OS.LINUX.isCurrent()) {
            throw new ConfigurationException(ConfigKeys.key("enabled"), "containerd runs on Linux only, and this is "
                    + System.getProperty("os.name") + ". With false, only the application's own nodes run");
        }
    }

    /** What is read while containerd tells of itself. */
    private record Surroundings(List<ConfigFragment> fragments, HostFacts host) {
    }

    private Installation render(Path executable, UnaryOperator<RuntimePrograms> visible) {
        try (Background<Surroundings> surroundings = Background.start("containerd-host", () -> surroundings(executable))) {
            ContainerdFacts containerd = inspect(executable);
            List<ConfigFragment> fragments = surroundings.result().fragments();
            HostFacts host = surroundings.result().host();
            return new Installation(executable, containerd.version(), new Renderer().render(config, containerd,
                    host.with(visible.apply(host.programs())), fragments));
        } catch (IOException e) {
            throw new IllegalStateException("This host cannot be inspected: " + e.getMessage(), e);
        }
    }

    private Surroundings surroundings(Path executable) throws HostException {
        List<ConfigFragment> fragments = fragments();
        return new Surroundings(fragments, facts(executable, fragments));
    }

    /** containerd looks for shims on its PATH, then beside itself. */
    private List<Path> programs(Path executable) {
        List<Path> directories = new ArrayList<>(config.process().path());
        directories.add(executable.toAbsolutePath().getParent());
        return directories;
    }

    private List<ConfigFragment> fragments() {
        try {
            return ConfigFragments.read(config.configFile().fragments().orElse(List.of()));
        } catch (HostException e) {
            throw new ConfigurationException(FRAGMENTS, e.getMessage());
        }
    }

    private static Path check(Path executable) {
        if (!Files.isRegularFile(executable) || !Files.isExecutable(executable)) {
            throw new ConfigurationException(EXECUTABLE, executable + " is not an executable file");
        }
        return executable;
    }

    private Path search() {
        ExecutableLocator locator = new ExecutableLocator(config.process().path());
        return locator.find("containerd").orElseThrow(() -> new ConfigurationException(EXECUTABLE,
                InstallationAdvice.missing(List.of(ContainerdComponent.CONTAINERD), locator.directories())));
    }

    private ContainerdFacts inspect(Path executable) {
        try {
            return inspector.inspect(executable);
        } catch (HostException e) {
            throw new ConfigurationException(EXECUTABLE, e.getMessage());
        }
    }
}
