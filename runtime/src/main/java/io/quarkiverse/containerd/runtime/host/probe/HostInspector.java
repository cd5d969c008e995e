package io.quarkiverse.containerd.runtime.host.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.ExecutableLocator;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.render.facts.HostFacts;
import io.quarkiverse.containerd.runtime.render.facts.RuntimePrograms;
import io.quarkiverse.containerd.runtime.render.files.CniPlugins;

/** Determines what this machine offers, and what this process may do on it. */
public final class HostInspector {

    /** The number of CAP_SYS_RESOURCE; see capabilities(7). */
    private static final int CAP_SYS_RESOURCE = 24;

    private final Path self;
    private final KernelInspector kernel;
    private final RunscNetworkProbe runscNetwork = new RunscNetworkProbe();

    public HostInspector() {
        this(Path.of("/"));
    }

    /** @param rootDirectory the root directory of the machine, as seen by this process */
    HostInspector(Path rootDirectory) {
        this.self = rootDirectory.resolve("proc/self");
        this.kernel = new KernelInspector(rootDirectory);
    }

    /**
     * Returns the current facts.
     *
     * @param root containerd's root directory, which need not exist yet
     * @param path directories of the programs that containerd runs pods with
     * @param named the programs that runtime handlers name, some of them with their paths
     * @param plugins the required CNI plugins, and the directories they may be in
     * @param gvisor whether gVisor may run pods, so that its network is tried
     * @throws HostException if the proc file system cannot be read or is not as proc(5) describes it
     */
    public HostFacts inspect(Path root, Collection<Path> path, Collection<String> named, CniPlugins plugins,
            boolean gvisor) throws HostException {
        RuntimePrograms programs = new RuntimeProgramFinder(path, named).find();
        try {
            List<String> status = Files.readAllLines(self.resolve("status"));
            int effectiveUid = Integer.parseInt(value(status, "Uid:").split("\\s+")[1]);
            long capabilities = Long.parseUnsignedLong(value(status, "CapEff:"), 16);
            int oomScoreAdj = Integer.parseInt(Files.readString(self.resolve("oom_score_adj")).strip());
            return new HostFacts(effectiveUid == 0, (capabilities >> CAP_SYS_RESOURCE & 1) == 1, oomScoreAdj,
                    inUserNamespace(), kernel.inspect(root), programs, directories(plugins),
                    gvisor && runscNetwork.needsHostNetwork(programs));
        } catch (IOException e) {
            throw new HostException(self + " cannot be read: " + FileSystemErrors.describe(e) + ". Mount the proc file system.",
                    e);
        } catch (RuntimeException e) {
            throw new HostException(self + " is not as Linux writes it: " + e.getMessage()
                    + ". Mount the proc file system of a Linux kernel.", e);
        }
    }

    private static List<Path> directories(CniPlugins plugins) {
        return plugins.directories().stream()
                .filter(directory -> new ExecutableLocator(List.of(directory)).findDirectory(plugins.names()).isPresent())
                .toList();
    }

    private static String value(List<String> status, String name) {
        return status.stream().filter(line -> line.startsWith(name)).findFirst()
                .map(line -> line.substring(name.length()).strip())
                .orElseThrow(() -> new IllegalArgumentException("there is no " + name + " in status"));
    }

    /**
     * Whether this process is in a user namespace: in the initial one, all user IDs are mapped to themselves, in
     * one range.
     */
    private boolean inUserNamespace() throws IOException {
        Path map = self.resolve("uid_map");
        // without user namespaces in the kernel there is no such file
        return Files.exists(map) && !Files.readString(map).strip().matches("0\\s+0\\s+4294967295");
    }
}
