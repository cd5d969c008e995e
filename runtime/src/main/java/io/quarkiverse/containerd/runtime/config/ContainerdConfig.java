package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.common.net.CidrAddress;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** What is decided when the application starts. */
@ConfigMapping(prefix = "quarkus.containerd")
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
public interface ContainerdConfig extends ServerConfig, PluginConfig {

    /**
     * Whether containerd is configured and started with the application.
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * The containerd program.
     */
    @ConfigDocDefault("containerd on the child's PATH")
    Optional<Path> executable();

    /**
     * The directories of containerd's {@code PATH}, where it finds its shims, runc and runsc.
     */
    @WithDefault("/usr/local/sbin,/usr/local/bin,/usr/sbin,/usr/bin,/sbin,/bin")
    List<Path> path();

    /**
     * Further environment variables of containerd, which otherwise gets {@code PATH} and {@code TMPDIR} only.
     */
    @ConfigDocMapKey("variable")
    Map<String, String> environment();

    /**
     * The directory for the rendered files, the FIFO and the record of the running containerd; lost at reboot is best.
     */
    @WithDefault("/run/quarkus-containerd")
    Path runDirectory();

    /**
     * containerd's persistent directory: image content, snapshots and its database.
     */
    @WithDefault("/var/lib/containerd")
    Path root();

    /**
     * containerd's directory for the state of running containers, which must not outlive a reboot.
     */
    @WithDefault("/run/containerd")
    Path state();

    /**
     * The directory for containerd's temporary files, its {@code TMPDIR}.
     */
    @WithDefault("${quarkus.containerd.run-directory}/tmp")
    Path temp();

    /**
     * The file that containerd's configuration is written to.
     */
    @WithDefault("${quarkus.containerd.run-directory}/config.toml")
    Path configFile();

    /**
     * The version of containerd's configuration schema to write, 2 or 3.
     */
    @ConfigDocDefault("3 for containerd 2.x, 2 for containerd 1.x")
    OptionalInt configVersion();

    /**
     * containerd's OOM score adjustment, from -1000 (never killed) to 1000; 0 leaves the daemon's own.
     * Without CAP_SYS_RESOURCE a lower value than the daemon's own is raised to it.
     */
    @WithDefault("0")
    int oomScore();

    /**
     * Whether containerd runs in a user namespace of its own, so that it needs no root; it then holds images, but cannot run
     * pods, so its CRI plugin is disabled.
     */
    @WithDefault("false")
    boolean userNamespace();

    /**
     * The plugins without which containerd ends with their error instead of going on without them. A plugin that is disabled is
     * not required. An empty value requires none.
     */
    @WithDefault("io.containerd.metadata.v1.bolt,io.containerd.grpc.v1.cri")
    Optional<List<String>> requiredPlugins();

    /**
     * The containerd plugins that are not loaded.
     */
    Optional<List<String>> disabledPlugins();

    /** containerd's gRPC service. */
    Grpc grpc();

    /**
     * The runtime handlers that pods may ask for. Two are there without any key: {@code runc} and, where gVisor is found,
     * {@code runsc}.
     */
    @ConfigDocMapKey("handler")
    Map<String, RuntimeHandler> runtimes();

    /**
     * Whether other runtimes that are found on {@code quarkus.containerd.path} become runtime handlers: {@code crun},
     * {@code youki}, {@code kata}, {@code nvidia} and the WebAssembly shims.
     */
    @WithDefault("false")
    boolean detectRuntimes();

    /**
     * The runtime handler of pods that ask for none.
     */
    @WithDefault("runc")
    String defaultRuntime();

    /**
     * The snapshotter that pods' file systems are built with. Where the kernel has no overlayfs, or the file system of the root
     * directory cannot hold overlays, {@code native} takes the place of {@code overlayfs}.
     */
    @WithDefault("overlayfs")
    String snapshotter();

    /**
     * The image of the container that holds a pod's namespaces.
     */
    @ConfigDocDefault("containerd's own")
    Optional<String> sandboxImage();

    /**
     * The runtime handler of pods that the annotation {@code io.kubernetes.cri.untrusted-workload} calls untrusted.
     */
    @ConfigDocDefault("none, so that such pods are refused")
    Optional<String> untrustedRuntime();

    /** The CRI plugin, which the kubelet talks to. */
    CriConfig cri();

    /**
     * The registries that images are pulled from by their names in image references, such as {@code docker.io} or
     * {@code registry.example:5000}; {@code _default} stands for all others.
     */
    @ConfigDocMapKey("registry")
    Map<String, RegistryConfig> registries();

    /**
     * The directory of the registries' {@code hosts.toml} files.
     */
    @ConfigDocDefault("registries in the run directory while a registry is configured, containerd's own otherwise")
    Optional<Path> registryDirectory();

    /** The pods' network. */
    Cni cni();

    /** gVisor. */
    Runsc runsc();

    /** Timeouts. */
    Timeouts timeouts();

    /** Images loaded from disk at start. */
    Preseed preseed();

    /** The supervision tree. */
    Supervisor supervisor();

    /** Logs of the supervision tree. */
    Logs logs();

    /** Probes of the running containerd. */
    Health health();

    /** systemd. */
    Systemd systemd();

    /**
     * TOML files of containerd's configuration that are merged into the rendered one, in their order. A setting that two
     * sources give different values is an error that names both.
     */
    Optional<List<Path>> configFragments();

    /**
     * Whether containerd is asked at the start what it makes of the rendered configuration, and what it drops or changes is
     * reported.
     */
    @WithDefault("true")
    boolean checkConfig();

    /**
     * Further settings of containerd, merged last: the key is a TOML dotted key, such as
     * {@code "plugins.'io.containerd.grpc.v1.cri'.stats_collect_period"}, and the value is a TOML value; a bare word that is
     * not
     * TOML is a string. Tables are merged, everything else is replaced.
     */
    @ConfigDocMapKey("toml-key")
    Map<String, String> toml();

    /** containerd's gRPC service. */
    interface Grpc {

        /**
         * The unix socket. With {@code .ttrpc} appended its path must not be longer than 104 bytes.
         */
        @WithDefault("${quarkus.containerd.state}/containerd.sock")
        Path address();

        /**
         * The numeric owner of the socket.
         */
        @WithDefault("0")
        int uid();

        /**
         * The numeric group of the socket.
         */
        @WithDefault("0")
        int gid();

        /**
         * The largest message that containerd accepts.
         */
        @WithDefault("16M")
        MemorySize maxRecvMessageSize();

        /**
         * The largest message that containerd sends.
         */
        @WithDefault("16M")
        MemorySize maxSendMessageSize();

        /** The same service on a TCP address. */
        Tcp tcp();
    }

    /** A runtime handler. */
    interface RuntimeHandler {

        /**
         * Whether containerd gets this handler; off removes a handler that is there by default.
         */
        @WithDefault("true")
        boolean enabled();

        /**
         * The runtime's type, which names its shim: {@code io.containerd.runc.v2} is run by {@code containerd-shim-runc-v2}.
         */
        @ConfigDocDefault("io.containerd.runc.v2 for runc, chosen by what is found for runsc; required for others")
        Optional<String> type();

        /**
         * The shim's program.
         */
        @ConfigDocDefault("the one that the type names, on quarkus.containerd.path")
        Optional<Path> shim();

        /**
         * The runtime's program; like the next five keys an option of the type {@code io.containerd.runc.v2}.
         */
        @ConfigDocDefault("runc on quarkus.containerd.path")
        Optional<Path> binaryName();

        /**
         * The directory in which the runtime keeps the state of its containers.
         */
        @ConfigDocDefault("/run/containerd/runc")
        Optional<Path> root();

        /**
         * Whether containers' control groups are made by systemd, as the kubelet's {@code cgroupDriver: systemd} wants it.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> systemdCgroup();

        /**
         * Whether a container's file system is entered without {@code pivot_root}, for root directories on a RAM disk.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> noPivotRoot();

        /**
         * Whether containers share a kernel keyring with the shim.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> noNewKeyring();

        /**
         * The control group of the shims.
         */
        @ConfigDocDefault("containerd's own")
        Optional<String> shimCgroup();

        /**
         * Further options of the shim as TOML values, such as {@code IoUid=1000}; a bare word that is not TOML is a string. The
         * type {@code io.containerd.runsc.v1} has {@code TypeUrl} and {@code ConfigPath} by default.
         */
        @ConfigDocMapKey("option")
        Map<String, String> options();

        /**
         * Whether privileged containers get none of the host's devices.
         */
        @WithDefault("false")
        boolean privilegedWithoutHostDevices();

        /**
         * Whether privileged containers without the host's devices may make and use any device themselves; containerd 1.7 and
         * later.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> allDevicesAllowed();

        /**
         * The file with the OCI specification that containers start from.
         */
        @ConfigDocDefault("containerd's own")
        Optional<Path> baseRuntimeSpec();

        /**
         * Which annotations of pods reach the runtime: globs such as {@code dev.gvisor.*}.
         */
        Optional<List<String>> podAnnotations();

        /**
         * Which annotations of containers reach the runtime: globs.
         */
        Optional<List<String>> containerAnnotations();

        /**
         * The directory of the network configuration of this handler's pods.
         */
        @ConfigDocDefault("quarkus.containerd.cni.conf-dir")
        Optional<Path> cniConfDir();

        /**
         * How many files of {@code cni-conf-dir} are loaded; 0 means all.
         */
        @ConfigDocDefault("1")
        OptionalInt cniMaxConfNum();

        /**
         * The snapshotter that the file systems of this handler's pods are built with; containerd 1.7 and later.
         */
        @ConfigDocDefault("quarkus.containerd.snapshotter")
        Optional<String> snapshotter();

        /**
         * Who manages this handler's sandboxes: {@code podsandbox} for containerd, {@code shim} for the shim; containerd 1.7
         * and later.
         */
        @ConfigDocDefault("podsandbox")
        Optional<String> sandboxer();

        /**
         * How containers' output gets to containerd, {@code fifo} or {@code streaming}; containerd 2.0 and later.
         */
        @ConfigDocDefault("fifo")
        Optional<String> ioType();

        /**
         * Whether containers may write to their own control groups; containerd 2.1 and later.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> cgroupWritable();
    }

    /** The pods' network. */
    interface Cni {

        /**
         * Whether a network configuration is rendered; when off, the operator puts one into the configuration directory.
         */
        @WithDefault("true")
        boolean enabled();

        /**
         * The pods' address ranges in CIDR notation, IPv4 and IPv6. With them the network is there when containerd starts;
         * without, a template is rendered, from which containerd makes the configuration once the kubelet tells it the ranges.
         */
        @ConfigDocDefault("told by the kubelet")
        Optional<List<CidrAddress>> subnets();

        /**
         * The operator's own CNI template, in place of the rendered one.
         */
        Optional<Path> ownTemplate();

        /**
         * The directory of the CNI plugins. By default it is {@code /opt/cni/bin}; where that lacks the plugins of the rendered
         * configuration, {@code /usr/lib/cni} or {@code /usr/libexec/cni}, if they are there.
         */
        @ConfigDocDefault("/opt/cni/bin")
        Optional<Path> binDir();

        /**
         * The directory of the network configuration.
         */
        @WithDefault("${quarkus.containerd.run-directory}/cni")
        Path confDir();

        /**
         * How many files of the configuration directory are loaded; 0 means all.
         */
        @WithDefault("1")
        int maxConfNum();

        /**
         * Which of a pod's addresses is its main one: the first of a kind, or the first that the CNI plugins give.
         */
        @ConfigDocDefault("ipv4")
        Optional<IpPreference> ipPref();

        /**
         * Whether a pod's networks are set up one after the other.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> setupSerially();

        /**
         * Whether containerd sets up the loopback interface itself, without the CNI plugin.
         */
        @ConfigDocDefault("false")
        Optional<Boolean> useInternalLoopback();

        /**
         * The file that the CNI template is written to.
         */
        @WithDefault("${quarkus.containerd.run-directory}/cnispec.gojson")
        Path templateFile();

        /**
         * The CNI plugin that makes the pods' interfaces.
         */
        @WithDefault("ptp")
        String plugin();

        /**
         * The MTU of the pods' interfaces in bytes; 0 leaves it to the kernel. The default fits into a WireGuard tunnel over
         * Ethernet.
         */
        @WithDefault("1420")
        int mtu();

        /**
         * The link group of the host's ends of the pods' interfaces, for firewall rules; for a {@code ptp} plugin that knows
         * {@code linkGroup}, which the stock one ignores.
         */
        OptionalInt linkGroup();

        /**
         * Further settings of the plugin as JSON values, such as {@code ipMasq=true}; a bare word that is not JSON is a string.
         */
        @ConfigDocMapKey("setting")
        Map<String, String> pluginOptions();

        /**
         * Further destinations that pods reach through this network, in CIDR notation; the default routes are always there.
         */
        Optional<List<CidrAddress>> routes();

        /**
         * The directory in which the IPAM plugin records the addresses it has given out.
         */
        @WithDefault("${quarkus.containerd.state}/ipam")
        Path ipamDataDirectory();

        /** Which of a pod's addresses is its main one. */
        enum IpPreference {
            /** The first of IPv4. */
            IPV4,
            /** The first of IPv6. */
            IPV6,
            /** The first that the CNI plugins give. */
            CNI
        }
    }

    /** gVisor. */
    interface Runsc {

        /**
         * Whether gVisor's runtime is configured and its log read from the FIFO. {@code true} makes it an error that
         * {@code runsc} is not found.
         */
        @ConfigDocDefault("true where runsc is on quarkus.containerd.path")
        Optional<Boolean> enabled();

        /**
         * The directory in which runsc keeps the state of its containers.
         */
        @WithDefault("${quarkus.containerd.state}/runsc")
        Path root();

        /**
         * The file that the configuration of runsc's shim is written to.
         */
        @WithDefault("${quarkus.containerd.run-directory}/runsc.toml")
        Path configFile();

        /**
         * The file that the program is written to which runs runsc through runc's shim, where runsc's own shim is not on
         * {@code quarkus.containerd.path}. Its file system must not be mounted {@code noexec}, as {@code /run} often is.
         */
        @WithDefault("${quarkus.containerd.root}/runsc-wrapper")
        Path wrapperFile();

        /**
         * The FIFO that runsc logs to.
         */
        @WithDefault("${quarkus.containerd.run-directory}/runsc-logs.fifo")
        Path fifo();

        /**
         * Whether runsc writes its debug log: about 1 MB for each pod.
         */
        @WithDefault("true")
        boolean debug();

        /**
         * The logs that go to the FIFO. {@code log} is left out by default, because the shim reads errors from its own log
         * file, and containerd's messages are less precise without it.
         */
        @WithDefault("debug-log,panic-log")
        Optional<Set<RunscLogTarget>> logTargets();

        /**
         * Further flags of runsc, without the leading dashes, such as {@code platform=systrap}. {@code network} is {@code host}
         * by default where this runsc's own network stack does not work on this kernel.
         */
        @ConfigDocMapKey("flag")
        Map<String, String> options();
    }

    /** Timeouts. */
    interface Timeouts {

        /**
         * How long containerd may take from its start to its first answer.
         */
        @WithDefault("30s")
        Duration start();

        /**
         * How long containerd may take to end after SIGTERM, before it is killed.
         */
        @WithDefault("10s")
        Duration stop();

        /**
         * How long containerd waits for the lock of its database before it ends with an error; 0 waits for ever, and an empty
         * value
         * leaves it to containerd.
         */
        @WithDefault("2s")
        Optional<Duration> boltOpen();

        /**
         * containerd's own timeouts by their names, such as {@code "io.containerd.timeout.shim.load"}.
         */
        @ConfigDocMapKey("timeout")
        Map<String, Duration> containerd();
    }

    /** Images loaded from disk at start. */
    interface Preseed {

        /**
         * Whether image archives are loaded from disk when containerd has started.
         */
        @WithDefault("true")
        boolean enabled();

        /**
         * The directory of the archives, one directory for each containerd namespace: {@code k8s.io/pause.tar}.
         */
        @WithDefault("/var/lib/quarkus-containerd/preseed")
        Path directory();

        /**
         * Which archives must be loaded before the application counts as started: globs over paths relative to the directory.
         * An
         * empty value requires none.
         */
        @WithDefault("**")
        Optional<List<String>> required();

        /**
         * How many archives are worked on, and how many of their blobs are sent to containerd, at a time.
         */
        @WithDefault("4")
        int parallelism();

        /**
         * How many bytes a second the archives that are not required may bring into containerd, all together.
         */
        @ConfigDocDefault("no limit")
        Optional<MemorySize> bandwidth();

        /**
         * After what time containerd may collect the content of an import that was cut short.
         */
        @WithDefault("1h")
        Duration leaseExpiry();

        /**
         * The platforms whose images are loaded: {@code os/architecture[/variant]}, exactly these, or {@code all}.
         */
        @ConfigDocDefault("what this machine runs")
        Optional<List<String>> platforms();

        /**
         * Whether it is an error if an archive lacks the manifest of a wanted platform that an index of it names; otherwise it
         * is skipped.
         */
        @WithDefault("false")
        boolean strictPlatforms();

        /**
         * The directory on disk into which compressed archives are decompressed while they are loaded; the files in it have no
         * names.
         */
        @WithDefault("/var/tmp")
        Path spoolDirectory();

        /**
         * Whether to only find out what would be loaded: every archive is planned, logged and reported, and containerd is left
         * as it is.
         */
        @WithDefault("false")
        boolean dryRun();

        /**
         * Whose images are unpacked into the snapshotter when they are loaded, so that the first container starts at once:
         * globs over paths of archives relative to the directory.
         */
        @ConfigDocDefault("none; the first container unpacks an image")
        Optional<List<String>> unpack();

        /**
         * The snapshotter to unpack into, unless a namespace other than {@code k8s.io} names its own by the label
         * {@code containerd.io/defaults/snapshotter}.
         */
        @ConfigDocDefault("quarkus.containerd.snapshotter")
        Optional<String> snapshotter();

        /**
         * Whose images the kubelet's image garbage collection leaves alone: globs over paths of archives relative to the
         * directory; containerd 1.7 and later.
         */
        @ConfigDocDefault("none")
        Optional<List<String>> pin();

        /**
         * Whether images that the preseed brought while this is on are removed once their archive has gone and no container
         * uses them.
         */
        @WithDefault("false")
        boolean prune();

        /**
         * Whether the directory is watched, so that a new archive is loaded when it has been written completely.
         */
        @WithDefault("false")
        boolean watch();

        /**
         * When to look into the directory again, besides when containerd has started: a period such as {@code 10m}, or a cron
         * expression such as {@code 0 0 3 * * ?}, as {@code quarkus.scheduler.cron-type} has it; {@code off} for never.
         */
        @WithDefault("off")
        String rescan();

        /**
         * How long an archive must not have changed before a watch or a rescan takes it for complete.
         */
        @WithDefault("2s")
        Duration quietPeriod();

        /**
         * How long the pull of an image from an image list may take; a pull that fails is tried again.
         */
        @WithDefault("10m")
        Duration pullTimeout();

        /** Bounds for every archive; one beyond them is an error. */
        Limits limits();
    }

    /** Bounds for every archive; one beyond them is an error. */
    interface Limits {

        /**
         * The most entries of an archive, and the most blobs of its images.
         */
        @WithDefault("50000")
        int entries();

        /**
         * The most bytes of names and extended headers of an archive.
         */
        @WithDefault("16M")
        MemorySize metadata();

        /**
         * The largest JSON document: index, manifest or configuration.
         */
        @WithDefault("20M")
        MemorySize document();

        /**
         * The most levels of indexes below each other.
         */
        @WithDefault("32")
        int indexDepth();

        /**
         * The most levels of objects and arrays in a JSON document.
         */
        @WithDefault("100")
        int jsonDepth();

        /**
         * The most bytes of holes of one sparse file.
         */
        @WithDefault("4G")
        MemorySize holes();

        /**
         * The most bytes that a compressed archive decompresses to.
         */
        @WithDefault("64G")
        MemorySize decompressed();

        /**
         * The largest window of an archive compressed with xz or zstd, which is held in memory.
         */
        @WithDefault("64M")
        MemorySize window();
    }

    /** The supervision tree. */
    interface Supervisor {

        /**
         * How long a failed node waits before its first restart.
         */
        @WithDefault("500ms")
        Duration initialBackoff();

        /**
         * What each further wait is multiplied by; at least 1.
         */
        @WithDefault("1.5")
        double multiplier();

        /**
         * By what part of itself a wait varies at random, from 0 to 1.
         */
        @WithDefault("0.5")
        double jitter();

        /**
         * The longest wait between restarts.
         */
        @WithDefault("60s")
        Duration maxBackoff();

        /**
         * How long a node must have been healthy for its next failure to wait the initial backoff again.
         */
        @WithDefault("30s")
        Duration resetAfter();

        /**
         * After what time a cancelled node that has not ended is reported as stuck.
         */
        @WithDefault("30s")
        Duration cancelTimeout();

        /**
         * How long the application waits for the tree to end when it stops.
         */
        @WithDefault("30s")
        Duration shutdownTimeout();
    }

    /** Logs of the supervision tree. */
    interface Logs {

        /**
         * How many entries the journal keeps for each node.
         */
        @WithDefault("8192")
        int journalSize();

        /**
         * The longest line that is kept whole.
         */
        @WithDefault("16K")
        MemorySize lineLimit();

        /**
         * How many entries of each node may wait for the application's log before further ones are dropped and counted.
         */
        @WithDefault("8192")
        int forwardCapacity();
    }

    /** Probes of the running containerd. */
    interface Health {

        /**
         * How often containerd's health service and CRI status are asked.
         */
        @WithDefault("10s")
        Duration interval();

        /**
         * How long containerd may take to answer a probe.
         */
        @WithDefault("5s")
        Duration timeout();
    }

    /** systemd. */
    interface Systemd {

        /**
         * Whether the service manager is told when the daemon has started and stops, what is healthy and what fails, and that
         * it
         * lives, if the environment has {@code NOTIFY_SOCKET}.
         */
        @WithDefault("true")
        @WithName("notify")
        boolean notifies();
    }
}
