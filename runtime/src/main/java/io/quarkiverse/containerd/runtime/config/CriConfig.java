package io.quarkiverse.containerd.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** containerd's CRI plugin, which the kubelet talks to. */
@ConfigGroup
public interface CriConfig {

    /** The streaming server, which carries exec, attach and port-forward. */
    CriStreamingConfig streaming();

    /** The way in which images are pulled and kept. */
    CriImagesConfig images();

    /** The Container Device Interface. */
    CriCdiConfig cdi();

    /**
     * Whether a container's OOM score adjustment is never lower than containerd's own. Without CAP_SYS_RESOURCE this is
     * always on, because otherwise no container would start.
     */
    @WithDefault("false")
    boolean restrictOomScoreAdj();

    /**
     * Whether the CRI service is not offered on containerd's TCP address.
     */
    @ConfigDocDefault("true")
    Optional<Boolean> disableTcpService();

    /**
     * Whether containers get SELinux labels.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> enableSelinux();

    /**
     * The number of SELinux categories that tell pods apart; 0 leaves it to SELinux.
     */
    @ConfigDocDefault("1024")
    OptionalInt selinuxCategoryRange();

    /**
     * Whether containers run without AppArmor profiles.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> disableApparmor();

    /**
     * Whether containers run without cgroups; containerd 1.x only.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> disableCgroup();

    /**
     * Whether runtimes of the type {@code io.containerd.runtime.v1.linux} use systemd's cgroups; containerd 1.x only.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> systemdCgroup();

    /**
     * Whether huge pages are not limited even where the kernel has their cgroup controller.
     */
    @ConfigDocDefault("true")
    Optional<Boolean> disableHugetlbController();

    /**
     * Whether limits for huge pages are ignored where their cgroup controller is missing; otherwise they are an error.
     */
    @ConfigDocDefault("true")
    Optional<Boolean> tolerateMissingHugetlbController();

    /**
     * Whether a pod's {@code procMount} is ignored.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> disableProcMount();

    /**
     * The seccomp profile for containers that ask for none, such as {@code runtime/default}.
     */
    @ConfigDocDefault("unconfined")
    Optional<String> unsetSeccompProfile();

    /**
     * Whether devices belong to the user and group of the container's security context instead of the host's.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> deviceOwnershipFromSecurityContext();

    /**
     * Whether volumes that an image declares are ignored instead of created on the node's disk.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> ignoreImageDefinedVolumes();

    /**
     * Whether network namespaces are mounted below the state directory instead of {@code /var/run/netns}. Change it
     * only on a node without pods.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> netnsMountsUnderStateDir();

    /**
     * Whether pods may bind ports below 1024 without a capability.
     */
    @ConfigDocDefault("false on containerd 1.x, true on 2.x")
    Optional<Boolean> enableUnprivilegedPorts();

    /**
     * Whether pods may send ICMP echo requests without a capability.
     */
    @ConfigDocDefault("false on containerd 1.x, true on 2.x")
    Optional<Boolean> enableUnprivilegedIcmp();

    /**
     * The longest line of a container's log; longer lines are split, and 0 means no limit.
     */
    @ConfigDocDefault("16K")
    Optional<MemorySize> maxContainerLogLineSize();

    /**
     * The interval at which the disk usage of snapshots is collected, in whole seconds.
     */
    @ConfigDocDefault("10s")
    Optional<Duration> statsCollectPeriod();

    /**
     * The interval at which the CPU time of containers is sampled, by which the kubelet is told their use of CPUs;
     * containerd 2.3 and later.
     */
    @ConfigDocDefault("1s")
    Optional<Duration> cpuStatsCollectPeriod();

    /**
     * The time for which samples of the CPU time are kept; containerd 2.3 and later.
     */
    @ConfigDocDefault("2m")
    Optional<Duration> cpuStatsRetentionPeriod();

    /**
     * The time for which the output of an exec may stay open after its process has ended; 0 means forever.
     */
    @ConfigDocDefault("0s")
    Optional<Duration> drainExecSyncIoTimeout();

    /**
     * The deprecations that containerd does not report to the kubelet, such as
     * {@code io.containerd.deprecation/cri-registry-configs}.
     */
    Optional<List<String>> ignoreDeprecationWarnings();

    /**
     * Whether runtimes of the type {@code io.containerd.runtime.v1.linux} do without pivot_root; containerd 1.x only.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> noPivot();

    /**
     * Whether a container's Intel RDT class is ignored where RDT is not enabled; otherwise it is an error.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> ignoreRdtNotEnabledErrors();

    /**
     * Whether a container's block I/O class is ignored where block I/O control is not enabled; otherwise it is an
     * error.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> ignoreBlockioNotEnabledErrors();

    /**
     * Whether containers can be checkpointed and restored with CRIU.
     */
    @ConfigDocDefault("containerd's own")
    Optional<Boolean> enableCriu();

    /**
     * Whether a container may be created from a checkpoint; containerd calls it experimental.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> enableExperimentalRestoreViaCreate();
}
