package io.quarkiverse.containerd.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runtime service of the Kubernetes Container Runtime Interface (CRI, version 1), through which the kubelet runs pods; its
 * names are CRI's own. Every call throws a {@link ContainerdException} when it fails: with {@code UNIMPLEMENTED} if the daemon
 * runs without CRI, with {@code NOT_FOUND} for an unknown id. Safe for use by several threads.
 */
public interface CriClient {

    /** Returns the version of the runtime. */
    Version version();

    /** Returns the conditions that the runtime reports about itself. */
    CriStatus status();

    /**
     * Returns the features of the runtime handlers by their names; that of the default handler is there a second time, under
     * an empty name. Empty for containerd before 2.0, which does not tell.
     */
    Map<String, CriHandlerFeatures> handlerFeatures();

    /**
     * Returns who makes the control groups of pods, which the kubelet goes by since Kubernetes 1.34 whatever its own
     * configuration says. Empty for containerd before 2.0, which does not tell.
     */
    Optional<CgroupDriver> cgroupDriver();

    /** Who makes the control groups of pods. */
    enum CgroupDriver {
        /** systemd, as slices and scopes. */
        SYSTEMD,
        /** The runtime itself, in the file system of control groups. */
        CGROUPFS
    }

    /**
     * Sets the address ranges of the pods. If containerd has a CNI template it renders the network's configuration from them.
     * Once the network is ready this has no effect.
     *
     * @param ranges the ranges, in CIDR notation
     */
    void updatePodCidrs(List<String> ranges);

    /**
     * Creates and starts a pod sandbox: a pod without containers.
     *
     * @param runtimeHandler the runtime handler to run it with; empty for the default one
     * @return the sandbox's id
     */
    String runPodSandbox(CriPodSandboxConfig config, String runtimeHandler);

    /** Returns the status of a pod sandbox. */
    CriPodSandboxStatus podSandboxStatus(String podSandboxId);

    /** Returns the ids of all pod sandboxes, including the stopped ones. */
    List<String> listPodSandboxes();

    /** Stops the processes of a pod sandbox and releases its addresses. */
    void stopPodSandbox(String podSandboxId);

    /** Removes a pod sandbox and its containers. */
    void removePodSandbox(String podSandboxId);

    /**
     * Creates a container in a pod sandbox. Its log is the file {@code <container's name>.log} in the sandbox's log directory.
     *
     * @param sandbox the configuration that the sandbox was created with
     * @return the container's id
     */
    String createContainer(String podSandboxId, CriPodSandboxConfig sandbox, CriContainerConfig container);

    /** Starts a created container. */
    void startContainer(String containerId);

    /**
     * Stops a container.
     *
     * @param timeout the time between the image's stop signal and SIGKILL, in whole seconds; 0 for SIGKILL at once
     */
    void stopContainer(String containerId, Duration timeout);

    /** Removes a container, and kills it first if it runs. */
    void removeContainer(String containerId);

    /** Returns the ids of the containers of a pod sandbox, including those that have exited. */
    List<String> listContainers(String podSandboxId);

    /** Returns the status of a container. */
    CriContainerStatus containerStatus(String containerId);

    /**
     * Runs a command in a container and waits for its end.
     *
     * @param timeout the time after which the command is killed and the call fails, in whole seconds
     */
    ExecResult execSync(String containerId, List<String> command, Duration timeout);

    /**
     * Prepares to run a command in a container with a stdin, as {@code kubectl exec -i} does.
     *
     * @param tty whether the command has a terminal, whose output is its stdout
     * @return the address at which containerd's streaming server runs the command and carries its stdin, stdout and stderr,
     *         by SPDY or by a WebSocket with the subprotocol {@code v4.channel.k8s.io}; valid for one connection within a
     *         minute
     */
    URI exec(String containerId, List<String> command, boolean tty);

    /**
     * Prepares to attach to a running container, as {@code kubectl attach -i} does.
     *
     * @param tty whether the container has a terminal, whose output is its stdout
     * @return the address at which containerd's streaming server carries the container's stdin, stdout and stderr, as of
     *         {@link #exec}
     */
    URI attach(String containerId, boolean tty);

    /**
     * The version of the runtime.
     *
     * @param runtimeName the runtime's name, {@code containerd}
     * @param runtimeVersion the runtime's version, for example {@code 1.6.20~ds1}
     * @param runtimeApiVersion the version of CRI, {@code v1}
     */
    record Version(String runtimeName, String runtimeVersion, String runtimeApiVersion) {
    }

    /**
     * The result of {@link CriClient#execSync}.
     *
     * @param exitCode the command's exit code
     * @param stdout the command's standard output, decoded as UTF-8
     * @param stderr the command's standard error, decoded as UTF-8
     */
    record ExecResult(int exitCode, String stdout, String stderr) {
    }
}
