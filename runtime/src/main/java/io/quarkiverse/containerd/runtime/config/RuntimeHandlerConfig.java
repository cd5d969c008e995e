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
     * Whether containerd gets this handler; {@code false} removes a handler that exists by default.
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * The runtime type, which names the shim: {@code io.containerd.runc.v2} is run by {@code containerd-shim-runc-v2}.
     */
    @ConfigDocDefault("io.containerd.runc.v2 for runc, chosen by what is found for runsc; required for others")
    Optional<String> type();

    /**
     * The shim's executable.
     */
    @ConfigDocDefault("the one that the type names, on quarkus.containerd.path")
    Optional<Path> shim();

    /**
     * The runtime's executable. This key and the next five are options of the type {@code io.containerd.runc.v2}.
     */
    @ConfigDocDefault("runc on quarkus.containerd.path")
    Optional<Path> binaryName();

    /**
     * The directory in which the runtime keeps the state of its containers.
     */
    @ConfigDocDefault("/run/containerd/runc")
    Optional<Path> root();

    /**
     * Whether systemd creates the containers' cgroups, as the kubelet's {@code cgroupDriver: systemd} requires.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> systemdCgroup();

    /**
     * Whether containers enter their file systems without {@code pivot_root}, for root directories on a RAM disk.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> noPivotRoot();

    /**
     * Whether containers keep the shim's kernel keyring instead of getting their own.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> noNewKeyring();

    /**
     * The cgroup of the shims.
     */
    @ConfigDocDefault("containerd's own")
    Optional<String> shimCgroup();

    /**
     * Additional options of the shim as TOML values, such as {@code IoUid=1000}; a bare word that is not TOML is a
     * string. The type {@code io.containerd.runsc.v1} has {@code TypeUrl} and {@code ConfigPath} by default.
     */
    @ConfigDocMapKey("option")
    Map<String, String> options();

    /**
     * Whether privileged containers get none of the host's devices.
     */
    @WithDefault("false")
    boolean privilegedWithoutHostDevices();

    /**
     * Whether privileged containers without the host's devices may create and use any device themselves; containerd 1.7
     * and later.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> allDevicesAllowed();

    /**
     * The file with the OCI runtime specification that containers start from.
     */
    @ConfigDocDefault("containerd's own")
    Optional<Path> baseRuntimeSpec();

    /**
     * The annotations of pods that are passed to the runtime: globs such as {@code dev.gvisor.*}.
     */
    Optional<List<String>> podAnnotations();

    /**
     * The annotations of containers that are passed to the runtime: globs.
     */
    Optional<List<String>> containerAnnotations();

    /**
     * The directory of the network configuration for this handler's pods.
     */
    @ConfigDocDefault("quarkus.containerd.cni.conf-dir")
    Optional<Path> cniConfDir();

    /**
     * The number of files of {@code cni-conf-dir} to load; 0 loads all.
     */
    @ConfigDocDefault("1")
    OptionalInt cniMaxConfNum();

    /**
     * The snapshotter for the file systems of this handler's pods; containerd 1.7 and later.
     */
    @ConfigDocDefault("quarkus.containerd.snapshotter")
    Optional<String> snapshotter();

    /**
     * The manager of this handler's sandboxes: {@code podsandbox} for containerd itself, {@code shim} for the shim;
     * containerd 1.7 and later.
     */
    @ConfigDocDefault("podsandbox")
    Optional<String> sandboxer();

    /**
     * Whether the pause image is left to the manager of this handler's sandboxes instead of being pulled before each pod;
     * containerd 2.4 and later.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> disablePauseImagePull();

    /**
     * The way in which containers' output gets to containerd, {@code fifo} or {@code streaming}; containerd 2.0 and
     * later.
     */
    @ConfigDocDefault("fifo")
    Optional<String> ioType();

    /**
     * Whether containers may write to their own cgroups; containerd 2.1 and later.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> cgroupWritable();
}
