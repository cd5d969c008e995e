package io.quarkiverse.containerd.deployment.devservices;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.apt.ContainerdBinaries;
import io.quarkiverse.containerd.runtime.host.ExecutableLocator;

/**
 * The values of quarkus.containerd.* that make the application run the programs that were found, in the build's directories.
 */
final class DevSettings {

    static final String ENABLED = "quarkus.containerd.enabled";
    static final String EXECUTABLE = "quarkus.containerd.executable";
    static final String PATH = "quarkus.containerd.path";
    static final String STATE = "quarkus.containerd.state";
    static final String ADDRESS = "quarkus.containerd.grpc.address";
    static final String RUNSC_ENABLED = "quarkus.containerd.runsc.enabled";
    private static final String CNI_BIN_DIR = "quarkus.containerd.cni.bin-dir";
    private static final String RUN_DIRECTORY = "quarkus.containerd.run-directory";
    private static final String ROOT = "quarkus.containerd.root";
    private static final String CONTROL_SOCKET = "quarkus.containerd.control.socket";
    private static final String PRESEED_DIRECTORY = "quarkus.containerd.preseed.directory";
    private static final String PRESEED_WATCH = "quarkus.containerd.preseed.watch";
    private static final String DISK_RESERVE = "quarkus.containerd.preseed.disk-reserve";
    /** containerd creates this directory at every start, by default below /opt. */
    private static final String OPT = "quarkus.containerd.opt.path";
    static final String USER_NAMESPACE = "quarkus.containerd.user-namespace";

    private DevSettings() {
    }

    /**
     * @param root whether the application runs as root
     * @return keys and values, sorted
     */
    static Map<String, String> of(ContainerdBinaries binaries, DevLayout layout, boolean root) {
        Map<String, String> settings = new TreeMap<>();
        binaries.executable().ifPresent(executable -> settings.put(EXECUTABLE, value(executable)));
        settings.put(PATH, list(path(binaries)));
        binaries.cniBinDirectory().ifPresent(directory -> settings.put(CNI_BIN_DIR, value(directory)));
        settings.put(RUN_DIRECTORY, value(layout.runDirectory()));
        settings.put(ROOT, value(layout.root()));
        settings.put(STATE, value(layout.state()));
        if (!layout.controlSocket().startsWith(layout.runDirectory())) {
            settings.put(CONTROL_SOCKET, value(layout.controlSocket()));
        }
        settings.put(PRESEED_DIRECTORY, value(layout.preseed()));
        // no kubelet looks at a developer's disk
        settings.put(DISK_RESERVE, "0");
        settings.put(OPT, value(layout.root().resolveSibling("opt")));
        if (!root) {
            settings.put(USER_NAMESPACE, "true");
        }
        return settings;
    }

    /** Returns what dev mode has besides: an archive is loaded when a developer puts it into the directory. */
    static Map<String, String> ofDevMode() {
        return Map.of(PRESEED_WATCH, "true");
    }

    /** Returns the directories of containerd's programs, followed by the system's. */
    private static Set<Path> path(ContainerdBinaries binaries) {
        Set<Path> path = new LinkedHashSet<>(binaries.path());
        path.addAll(ExecutableLocator.COMMAND_DIRECTORIES);
        return path;
    }

    private static String list(Collection<Path> paths) {
        return paths.stream().map(path -> value(path).replace(",", "\\,")).collect(Collectors.joining(","));
    }

    /** Returns a value that no configuration source reads as an expression. */
    private static String value(Path path) {
        return path.toString().replace("${", "\\${");
    }
}
