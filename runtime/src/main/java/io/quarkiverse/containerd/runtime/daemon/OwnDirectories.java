package io.quarkiverse.containerd.runtime.daemon;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.entry;
import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.disk.DiskReads;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.files.PathOwnership;
import io.quarkiverse.containerd.runtime.host.process.CommandLine;
import io.quarkus.runtime.LaunchMode;

/**
 * The directories that the daemon and containerd work with, and the programs and files that the configuration names. They
 * decide what runs as root, so that nobody but root and this user may be able to change them.
 */
final class OwnDirectories {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ContainerdConfig config;
    private final DiskReads reads;

    OwnDirectories(ContainerdConfig config) {
        this.config = config;
        this.reads = new DiskReads("the preseed directory " + config.preseed().directory(), PATIENCE);
    }

    /**
     * Whether such directories are refused. In dev mode and in tests they are those of a build, which a developer may run with
     * sudo, or as root of a container that only sees the sources, in a directory of their own.
     */
    static boolean strict() {
        return !LaunchMode.current().isDevOrTest();
    }

    /**
     * Checks a program before it is run for the first time.
     *
     * @throws ConfigurationException naming its key if somebody else could change it
     */
    static void requireSafeProgram(String key, Path program) {
        if (strict()) {
            requireSafe(key, program);
        }
    }

    /** @throws ConfigurationException naming the key of the first directory or file that somebody else could change */
    void requireSafe() {
        if (strict()) {
            directories().forEach(OwnDirectories::requireSafe);
            programs().forEach((key, paths) -> paths.forEach(path -> requireSafe(key, path)));
            String spool = key("preseed.spool-directory");
            weakness(spool, () -> PathOwnership.weaknessUnlessSticky(config.preseed().spoolDirectory()))
                    .ifPresent(weakness -> refuse(spool, weakness));
        }
    }

    private static void requireSafe(String key, Path path) {
        weakness(key, () -> PathOwnership.weakness(path)).ifPresent(weakness -> refuse(key, weakness));
    }

    /**
     * Returns a sentence for each directory of containerd's PATH where somebody else can put programs. Such directories are
     * the machine's, and other services rely on them, too.
     */
    List<String> pathWarnings() {
        String path = key("path");
        return !strict() ? List.of()
                : config.process().path().stream().filter(Files::isDirectory)
                        .flatMap(directory -> weakness(path, () -> PathOwnership.weakness(directory)).stream())
                        .map(weakness -> path + ": who can write there decides which programs run as root: " + weakness)
                        .distinct().toList();
    }

    /** Returns a sentence for each certificate or key of TLS that somebody else can replace. */
    List<String> certificateWarnings() {
        return !strict() ? List.of()
                : NamedFiles.certificates(config).entrySet().stream().flatMap(named -> named.getValue().stream()
                        .flatMap(file -> weakness(named.getKey(), () -> PathOwnership.weakness(file)).stream())
                        .map(weakness -> named.getKey() + ": who can write there decides whom containerd trusts: " + weakness))
                        .toList();
    }

    /** Returns a sentence if somebody else can put images into the preseed directory. */
    Optional<String> preseedWarning() {
        String preseed = key("preseed.directory");
        return strict() && config.preseed().enabled()
                ? weakness(preseed, () -> reads.callBriefly(() -> PathOwnership.weakness(config.preseed().directory()),
                        Optional.of("its disk does not answer, so that owner and mode are not known")))
                        .map(weakness -> preseed + ": who can write there decides which images this node runs: " + weakness)
                : Optional.empty();
    }

    private Map<String, Path> directories() {
        Map<String, Path> directories = new LinkedHashMap<>();
        directories.put(key("run-directory"), config.directories().run());
        directories.put(key("root"), config.directories().root());
        directories.put(key("state"), config.directories().state());
        directories.put(key("temp"), config.directories().temp());
        directories.put(key("config-file"), parent(config.configFile().path()));
        directories.put(key("grpc.address"), parent(config.grpc().address()));
        config.ttrpc().address().ifPresent(socket -> directories.put(key("ttrpc.address"), parent(socket)));
        config.debug().address().ifPresent(socket -> directories.put(key("debug.address"), parent(socket)));
        config.registries().directory().ifPresent(registries -> directories.put(key("registry-directory"), registries));
        if (config.control().enabled()) {
            directories.put(key("control.socket"), parent(config.control().socket()));
        }
        config.nri().socketPath().ifPresent(socket -> directories.put(key("nri.socket-path"), parent(socket)));
        config.overlayfs().rootPath().ifPresent(snapshots -> directories.put(key("overlayfs.root-path"), snapshots));
        config.opt().path().ifPresent(programs -> directories.put(key("opt.path"), programs));
        config.tasks().shimSocketDir().ifPresent(sockets -> directories.put(key("tasks.shim-socket-dir"), sockets));
        config.runtimeV1().runtimeRoot().ifPresent(state -> directories.put(key("runtime-v1.runtime-root"), state));
        config.pods().runtimes().forEach((name, handler) -> handler.root()
                .ifPresent(state -> directories.put(entry("runtimes", name) + ".root", state)));
        if (config.cni().enabled()) {
            directories.put(key("cni.conf-dir"), config.cni().confDir());
            directories.put(key("cni.template-file"), parent(config.cni().templateFile()));
            directories.put(key("cni.ipam-data-directory"), config.cni().ipamDataDirectory());
        }
        if (config.runsc().enabled().orElse(true)) {
            directories.put(key("runsc.root"), config.runsc().root());
            directories.put(key("runsc.config-file"), parent(config.runsc().configFile()));
            directories.put(key("runsc.wrapper-file"), parent(config.runsc().wrapperFile()));
            directories.put(key("runsc.fifo"), parent(config.runsc().fifo()));
        }
        return directories;
    }

    /** Returns the programs, and the files that say which programs run and as what. */
    private Map<String, List<Path>> programs() {
        Map<String, List<Path>> programs = new LinkedHashMap<>();
        programs.put(key("config-fragments"), config.configFile().fragments().orElse(List.of()));
        if (config.cni().enabled()) {
            programs.put(key("cni.bin-dir"), config.cni().binDir().stream().toList());
            programs.put(key("cni.own-template"), config.cni().ownTemplate().stream().toList());
        }
        programs.put(key("plugin-dir"), config.plugins().directory().stream().toList());
        config.plugins().proxies().forEach((name, proxy) -> programs.put(entry("proxy-plugins", name) + ".address",
                List.of(parent(proxy.address()))));
        config.processes().forEach((name, process) -> programs.put(entry("processes", name) + ".command",
                program(process.command())));
        programs.put(key("nri.plugin-path"), config.nri().pluginPath().stream().toList());
        programs.put(key("nri.plugin-config-path"), config.nri().pluginConfigPath().stream().toList());
        programs.put(key("image-verifier.bin-dir"), config.imageVerifier().binDir().stream().toList());
        programs.put(key("cri.cdi.spec-dirs"), config.cri().cdi().specDirs().orElse(List.of()));
        programs.put(key("runtime-v1.shim"), named(config.runtimeV1().shim().map(Path::of)));
        programs.put(key("runtime-v1.runtime"), named(config.runtimeV1().runtime().map(Path::of)));
        programs.put(key("tasks.rdt-config-file"), config.tasks().rdtConfigFile().stream().toList());
        programs.put(key("tasks.blockio-config-file"), config.tasks().blockioConfigFile().stream().toList());
        config.pods().runtimes().forEach((name, handler) -> {
            programs.put(entry("runtimes", name) + ".shim", named(handler.shim()));
            programs.put(entry("runtimes", name) + ".binary-name", named(handler.binaryName()));
            programs.put(entry("runtimes", name) + ".base-runtime-spec", handler.baseRuntimeSpec().stream().toList());
            programs.put(entry("runtimes", name) + ".cni-conf-dir", handler.cniConfDir().stream().toList());
        });
        return programs;
    }

    /** Returns the program of a command, if it is named by its path; that a command is malformed is told with its process. */
    private static List<Path> program(String command) {
        try {
            return CommandLine.split(command).stream().limit(1).map(Path::of).filter(Path::isAbsolute).toList();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** Returns a program that is named by its path; one that is not is in a directory of containerd's PATH. */
    private static List<Path> named(Optional<Path> program) {
        return program.filter(Path::isAbsolute).stream().toList();
    }

    private static Path parent(Path file) {
        return file.toAbsolutePath().getParent();
    }

    private static void refuse(String key, String weakness) {
        throw new ConfigurationException(key, weakness + ", or configure another path");
    }

    private static Optional<String> weakness(String key, Look look) {
        try {
            return look.weakness();
        } catch (IOException e) {
            throw new ConfigurationException(key, "owner and mode cannot be examined: " + FileSystemErrors.describe(e)
                    + "; configure another path");
        }
    }

    private interface Look {
        Optional<String> weakness() throws IOException;
    }
}
