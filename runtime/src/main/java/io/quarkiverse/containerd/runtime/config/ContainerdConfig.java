package io.quarkiverse.containerd.runtime.config;

import java.util.Map;

import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/** The keys that are read when the application starts, in sections. */
@ConfigMapping(prefix = "quarkus.containerd")
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
public interface ContainerdConfig {

    /**
     * Whether containerd is configured and started with the application.
     */
    @WithDefault("true")
    boolean enabled();

    /** containerd's process. */
    @WithParentName
    ProcessConfig process();

    /** The directories of containerd and of the daemon. */
    @WithParentName
    DirectoriesConfig directories();

    /** containerd's configuration file. */
    @WithParentName
    ConfigFileConfig configFile();

    /** The plugins that containerd loads. */
    @WithParentName
    PluginsConfig plugins();

    /** containerd's gRPC service. */
    GrpcConfig grpc();

    /** containerd's ttRPC service, which the shims talk to. */
    TtrpcConfig ttrpc();

    /** containerd's log, and its debug service. */
    DebugConfig debug();

    /** containerd's metrics for Prometheus. */
    MetricsConfig metrics();

    /** containerd's own cgroup. */
    CgroupConfig cgroup();

    /** The runtimes, the snapshotter and the sandbox image of pods. */
    @WithParentName
    PodsConfig pods();

    /** The CRI plugin, which the kubelet talks to. */
    CriConfig cri();

    /** The registries that images are pulled from. */
    @WithParentName
    RegistriesConfig registries();

    /** The pods' network. */
    CniConfig cni();

    /** gVisor. */
    RunscConfig runsc();

    /** Timeouts. */
    TimeoutsConfig timeouts();

    /** Images loaded from disk at start. */
    PreseedConfig preseed();

    /** The supervision tree. */
    SupervisorConfig supervisor();

    /** Logs of the supervision tree. */
    LogsConfig logs();

    /** Child processes of the application that are nodes of the supervision tree, by their names. */
    @ConfigDocMapKey("name")
    Map<String, ChildProcessConfig> processes();

    /** Probes of the running containerd. */
    HealthConfig health();

    /** The control socket. */
    ControlConfig control();

    /** systemd. */
    SystemdConfig systemd();

    /** Dev and test mode. */
    DevServicesConfig devservices();

    /** The collection of content that nothing refers to. */
    GcConfig gc();

    /** containerd's metadata database. */
    BoltConfig bolt();

    /** Programs that are installed from images. */
    OptConfig opt();

    /** The monitor that restarts containers outside of Kubernetes. */
    RestartConfig restart();

    /** The tasks that containers run as. */
    TasksConfig tasks();

    /** The unpacking and making of layers. */
    DiffConfig diff();

    /** The transfer service, which moves images. */
    TransferConfig transfer();

    /** Traces by OpenTelemetry. */
    TracingConfig tracing();

    /** The Node Resource Interface. */
    NriConfig nri();

    /** The overlayfs snapshotter. */
    OverlayfsConfig overlayfs();

    /** Programs that decide which images may be pulled. */
    ImageVerifierConfig imageVerifier();

    /** The first runtime plugin, {@code io.containerd.runtime.v1.linux}; containerd 1.x only. */
    RuntimeV1Config runtimeV1();
}
