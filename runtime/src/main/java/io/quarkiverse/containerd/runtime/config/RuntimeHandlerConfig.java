package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** A runtime handler. */
@ConfigGroup
public interface RuntimeHandlerConfig {

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
