package io.quarkiverse.containerd.client;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.grpc.Channel;
import io.quarkiverse.containerd.runtime.grpc.Calls;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ContainerConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ContainerMetadata;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ContainerStatusRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.CreateContainerRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ExecSyncRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ExecSyncResponse;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ImageSpec;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.KeyValue;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.LinuxContainerConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.LinuxContainerResources;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.LinuxPodSandboxConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ListPodSandboxRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.NetworkConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PodIP;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PodSandbox;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PodSandboxConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PodSandboxMetadata;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PodSandboxNetworkStatus;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PodSandboxState;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PodSandboxStatus;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PodSandboxStatusRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.RemoveContainerRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.RemovePodSandboxRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.RunPodSandboxRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.RuntimeCondition;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.RuntimeConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.RuntimeServiceGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.StartContainerRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.StatusRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.StopContainerRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.StopPodSandboxRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.UpdateRuntimeConfigRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.VersionRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.VersionResponse;

/**
 * The Kubernetes Container Runtime Interface of containerd (version 1), through which the kubelet runs pods. Every call throws
 * {@link ContainerdException}: with {@code UNIMPLEMENTED} if the daemon runs without it, with {@code NOT_FOUND} for an id that
 * is unknown. Safe for use by several threads.
 */
public final class CriClient {

    private static final String RUNTIME_READY = "RuntimeReady";
    private static final String NETWORK_READY = "NetworkReady";

    private final Channel channel;
    private final CallTimeouts timeouts;

    CriClient(Channel channel, CallTimeouts timeouts) {
        this.channel = channel;
        this.timeouts = timeouts;
    }

    /** Who answers. */
    public CriVersion version() {
        VersionResponse response = probe("Version", stub -> stub.version(VersionRequest.getDefaultInstance()));
        return new CriVersion(response.getRuntimeName(), response.getRuntimeVersion(), response.getRuntimeApiVersion());
    }

    /** What it says of itself. */
    public CriStatus status() {
        List<RuntimeCondition> conditions = probe("Status", stub -> stub.status(StatusRequest.getDefaultInstance()))
                .getStatus().getConditionsList();
        List<String> reasons = new ArrayList<>();
        for (RuntimeCondition condition : conditions) {
            if (!condition.getStatus()) {
                reasons.add(condition.getType() + ": " + condition.getReason() + ": " + condition.getMessage());
            }
        }
        return new CriStatus(holds(conditions, RUNTIME_READY), holds(conditions, NETWORK_READY), List.copyOf(reasons));
    }

    private static boolean holds(List<RuntimeCondition> conditions, String type) {
        return conditions.stream().anyMatch(condition -> condition.getType().equals(type) && condition.getStatus());
    }

    /**
     * Tells the pods' address ranges, from which containerd makes the network's configuration if it has a CNI template. While
     * the network is ready this changes nothing.
     *
     * @param ranges in CIDR notation
     */
    public void updatePodCidrs(List<String> ranges) {
        NetworkConfig network = NetworkConfig.newBuilder().setPodCidr(String.join(",", ranges)).build();
        call("UpdateRuntimeConfig", stub -> stub.updateRuntimeConfig(UpdateRuntimeConfigRequest.newBuilder()
                .setRuntimeConfig(RuntimeConfig.newBuilder().setNetworkConfig(network)).build()));
    }

    /**
     * Runs a pod, without containers as yet.
     *
     * @param runtimeHandler the handler that runs it; empty for the default one
     * @return its id
     */
    public String runPod(PodSpec pod, String runtimeHandler) {
        RunPodSandboxRequest request = RunPodSandboxRequest.newBuilder().setConfig(config(pod))
                .setRuntimeHandler(runtimeHandler).build();
        return call("RunPodSandbox", stub -> stub.runPodSandbox(request)).getPodSandboxId();
    }

    /** A pod. */
    public PodStatus pod(String id) {
        PodSandboxStatus status = call("PodSandboxStatus", stub -> stub
                .podSandboxStatus(PodSandboxStatusRequest.newBuilder().setPodSandboxId(id).build())).getStatus();
        return new PodStatus(status.getId(), status.getMetadata().getName(),
                status.getState() == PodSandboxState.SANDBOX_READY, Instant.EPOCH.plusNanos(status.getCreatedAt()),
                addresses(status.getNetwork()), status.getRuntimeHandler());
    }

    private static List<String> addresses(PodSandboxNetworkStatus network) {
        List<String> addresses = new ArrayList<>();
        if (!network.getIp().isEmpty()) {
            addresses.add(network.getIp());
        }
        network.getAdditionalIpsList().stream().map(PodIP::getIp).forEach(addresses::add);
        return addresses;
    }

    /** The ids of all pods, those that are stopped included. */
    public List<String> pods() {
        return call("ListPodSandbox", stub -> stub.listPodSandbox(ListPodSandboxRequest.getDefaultInstance()))
                .getItemsList().stream().map(PodSandbox::getId).toList();
    }

    /** Ends a pod's processes and gives its addresses back. */
    public void stopPod(String id) {
        call("StopPodSandbox", stub -> stub.stopPodSandbox(StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build()));
    }

    /** Removes a pod with its containers. */
    public void removePod(String id) {
        call("RemovePodSandbox",
                stub -> stub.removePodSandbox(RemovePodSandboxRequest.newBuilder().setPodSandboxId(id).build()));
    }

    /**
     * Makes a container in a pod. Its log is the file with its name and {@code .log} in the pod's log directory.
     *
     * @param podId the pod's id
     * @param pod what the pod was made from
     * @return its id
     */
    public String createContainer(String podId, PodSpec pod, ContainerSpec container) {
        ContainerConfig.Builder config = ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder().setName(container.name()))
                .setImage(ImageSpec.newBuilder().setImage(container.image()))
                .addAllCommand(container.command())
                .setLogPath(container.name() + ".log")
                .setTty(container.tty())
                .setLinux(LinuxContainerConfig.newBuilder().setResources(LinuxContainerResources.getDefaultInstance()));
        container.environment().forEach((key, value) -> config.addEnvs(KeyValue.newBuilder().setKey(key).setValue(value)));
        CreateContainerRequest request = CreateContainerRequest.newBuilder().setPodSandboxId(podId).setConfig(config)
                .setSandboxConfig(config(pod)).build();
        return call("CreateContainer", stub -> stub.createContainer(request)).getContainerId();
    }

    /** Starts a container that has been made. */
    public void startContainer(String id) {
        call("StartContainer", stub -> stub.startContainer(StartContainerRequest.newBuilder().setContainerId(id).build()));
    }

    /**
     * Ends a container.
     *
     * @param grace the time from the image's stop signal to SIGKILL, in whole seconds; 0 for SIGKILL at once
     */
    public void stopContainer(String id, Duration grace) {
        StopContainerRequest request = StopContainerRequest.newBuilder().setContainerId(id).setTimeout(grace.toSeconds())
                .build();
        call("StopContainer", timeouts.call().plus(grace), stub -> stub.stopContainer(request));
    }

    /** Removes a container, which is killed if it runs. */
    public void removeContainer(String id) {
        call("RemoveContainer", stub -> stub.removeContainer(RemoveContainerRequest.newBuilder().setContainerId(id).build()));
    }

    /** A container. */
    public ContainerStatus container(String id) {
        var status = call("ContainerStatus", stub -> stub
                .containerStatus(ContainerStatusRequest.newBuilder().setContainerId(id).build())).getStatus();
        ContainerStatus.State state = switch (status.getState()) {
            case CONTAINER_CREATED -> ContainerStatus.State.CREATED;
            case CONTAINER_RUNNING -> ContainerStatus.State.RUNNING;
            case CONTAINER_EXITED -> ContainerStatus.State.EXITED;
            default -> ContainerStatus.State.UNKNOWN;
        };
        return new ContainerStatus(status.getId(), status.getMetadata().getName(), state, status.getExitCode(),
                status.getReason(), status.getMessage(), Path.of(status.getLogPath()));
    }

    /**
     * Runs a command in a container, and waits for it.
     *
     * @param timeout after which the command is killed and the call fails, in whole seconds
     */
    public ExecResult exec(String containerId, List<String> command, Duration timeout) {
        ExecSyncRequest request = ExecSyncRequest.newBuilder().setContainerId(containerId).addAllCmd(command)
                .setTimeout(timeout.toSeconds()).build();
        ExecSyncResponse response = call("ExecSync", timeouts.call().plus(timeout), stub -> stub.execSync(request));
        return new ExecResult(response.getExitCode(), response.getStdout().toStringUtf8(),
                response.getStderr().toStringUtf8());
    }

    private static PodSandboxConfig config(PodSpec pod) {
        return PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder().setName(pod.name()).setUid(pod.uid())
                        .setNamespace(pod.namespace()))
                .setHostname(pod.name())
                .setLogDirectory(pod.logDirectory().toString())
                .putAllLabels(pod.labels())
                .setLinux(LinuxPodSandboxConfig.getDefaultInstance())
                .build();
    }

    private <T> T probe(String method, Function<RuntimeServiceBlockingStub, T> call) {
        return call(method, timeouts.probe(), call);
    }

    private <T> T call(String method, Function<RuntimeServiceBlockingStub, T> call) {
        return call(method, timeouts.call(), call);
    }

    private <T> T call(String method, Duration deadline, Function<RuntimeServiceBlockingStub, T> call) {
        return Calls.call("RuntimeService." + method,
                () -> call.apply(Calls.within(RuntimeServiceGrpc.newBlockingStub(channel), deadline)));
    }
}
