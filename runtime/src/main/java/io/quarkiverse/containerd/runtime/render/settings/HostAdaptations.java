package io.quarkiverse.containerd.runtime.render.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.RunscConfig;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.files.CniPlugins;
import io.quarkiverse.containerd.runtime.render.toml.ConfigFragment;
import io.quarkiverse.containerd.runtime.render.toml.UserRuntimes;

/**
 * The values that depend on what the host has and can do.
 *
 * @param snapshotter the snapshotter of pods that ask for none
 * @param cniBinDir the directory of the CNI plugins
 * @param runtimes the runtime handlers
 * @param runscFlags the flags of runsc
 * @param notes what is chosen by what the host has, and what it lacks
 * @param adaptations what differs from the configuration, and why
 * @param warnings what will not work as configured
 */
public record HostAdaptations(int oomScore, boolean restrictOomScoreAdj, String snapshotter, Path cniBinDir,
        RuntimeHandlers runtimes, SortedMap<String, String> runscFlags, List<String> notes, List<String> adaptations,
        List<String> warnings) {

    private static final String OVERLAYFS = "overlayfs";
    private static final String NATIVE = "native";

    /** @throws ConfigurationException naming the key of a value that this host cannot do */
    public static HostAdaptations of(ContainerdConfig config, ContainerdVersion version, HostFacts host,
            UserRuntimes users) {
        Builder builder = new Builder(config, host);
        RuntimeHandlers runtimes = RuntimeHandlers.of(config, version, host.programs(), Gvisor.of(config, host.programs()),
                users);
        return builder.build(runtimes);
    }

    /** Whether a handler runs gVisor's own shim, which reads {@code runsc.toml}. */
    public boolean useRunscShim() {
        return runtimes.useRunscShim();
    }

    /** Returns the key that a flag of runsc comes from. */
    public static String runscKey(RunscConfig runsc, String flag) {
        return RunscFlags.key(runsc, flag);
    }

    /** Returns the runsc that a handler runs by the wrapper, through runc's shim. */
    public Optional<Path> wrappedRunsc() {
        return runtimes.wrappedRunsc();
    }

    /** Returns the programs that runtime handlers name, which this host is to be asked for; some have their paths. */
    public static Set<String> namedPrograms(ContainerdConfig config, List<ConfigFragment> fragments) {
        return RuntimeHandlers.namedPrograms(config, UserRuntimes.of(fragments, config.configFile().toml()));
    }

    private static final class Builder {

        private final ContainerdConfig config;
        private final HostFacts host;
        private final boolean cri;
        private final List<String> adaptations = new ArrayList<>();

        Builder(ContainerdConfig config, HostFacts host) {
            this.config = config;
            this.host = host;
            this.cri = RenderContext.criEnabled(config);
        }

        HostAdaptations build(RuntimeHandlers runtimes) {
            int oomScore = oomScore();
            boolean restrictOomScoreAdj = restrictOomScoreAdj();
            if (config.process().userNamespace()) {
                adaptations.add("containerd runs in a user namespace (" + ConfigKeys.key("user-namespace")
                        + "), where it cannot run pods: its CRI plugin is disabled.");
            }
            List<String> notes = new ArrayList<>();
            List<String> warnings = new ArrayList<>();
            if (cri) {
                network(runtimes);
                KernelNotes kernel = KernelNotes.of(config, host.kernel(), runtimes);
                runtimes.gvisorSentence().ifPresent(notes::add);
                notes.addAll(kernel.notes());
                warnings.addAll(runtimes.warnings());
                warnings.addAll(kernel.warnings());
            }
            Path cniBinDir = cniBinDir(notes, warnings);
            return new HostAdaptations(oomScore, restrictOomScoreAdj, snapshotter(), cniBinDir, runtimes,
                    RunscFlags.of(config.runsc(), host), List.copyOf(notes), List.copyOf(adaptations), List.copyOf(warnings));
        }

        private int oomScore() {
            int oomScore = config.process().oomScore();
            // containerd takes 0 for "leave it", so only other scores are ever written to the kernel
            if (oomScore == 0 || oomScore >= host.oomScoreAdj() || host.mayLowerOomScore()) {
                return oomScore;
            }
            adaptations.add("Without CAP_SYS_RESOURCE containerd's OOM score adjustment cannot go below this process' "
                    + host.oomScoreAdj() + ": " + ConfigKeys.key("oom-score") + " = " + oomScore + " is not applied.");
            return host.oomScoreAdj();
        }

        private boolean restrictOomScoreAdj() {
            boolean restrict = config.cri().restrictOomScoreAdj();
            if (restrict || !cri || host.mayLowerOomScore()) {
                return restrict;
            }
            adaptations
                    .add("Without CAP_SYS_RESOURCE no container could start with an OOM score adjustment below containerd's: "
                            + ConfigKeys.key("cri.restrict-oom-score-adj") + " is on.");
            return true;
        }

        private String snapshotter() {
            String snapshotter = config.pods().snapshotter();
            if (!snapshotter.equals(OVERLAYFS) || host.kernel().overlayWorks()) {
                return snapshotter;
            }
            adaptations.add((host.kernel().overlay()
                    ? "The file system of " + config.directories().root() + ", " + host.kernel().rootFileSystem()
                            + ", cannot hold overlays"
                    : "The kernel has no overlayfs") + ": " + ConfigKeys.key("snapshotter") + " is " + NATIVE
                    + ", which copies whole images.");
            return NATIVE;
        }

        private Path cniBinDir(List<String> notes, List<String> warnings) {
            CniPlugins plugins = CniPlugins.of(config.cni());
            Path preferred = plugins.directories().get(0);
            if (!cri || plugins.names().isEmpty()) {
                return preferred;
            }
            Optional<Path> found = plugins.directories().stream().filter(host.cniDirectories()::contains).findFirst();
            if (found.isEmpty()) {
                warnings.add("Pods cannot run, because the CNI plugins " + String.join(", ", plugins.names())
                        + " are not all in " + plugins.directories().stream().map(Path::toString)
                                .collect(Collectors.joining(", nor all in "))
                        + ": install them, or set " + ConfigKeys.key("cni.bin-dir") + " to their directory.");
                return preferred;
            }
            if (!found.get().equals(preferred)) {
                notes.add("The CNI plugins are those in " + found.get() + ", because " + preferred
                        + " has not all that are needed.");
            }
            return found.get();
        }

        private void network(RuntimeHandlers runtimes) {
            boolean runs = runtimes.useRunscShim() || runtimes.wrappedRunsc().isPresent();
            if (runs && host.runscNeedsHostNetwork() && !config.runsc().options().containsKey(RunscFlags.NETWORK)) {
                adaptations
                        .add("This runsc, released before August 2024, takes a pod's network namespace for the host's on this"
                                + " kernel and refuses to run its own network stack in it: "
                                + ConfigKeys.key("runsc.options." + RunscFlags.NETWORK) + " is " + RunscFlags.HOST_NETWORK
                                + ", by which pods use the kernel's network stack in their own namespaces.");
            }
        }
    }
}
