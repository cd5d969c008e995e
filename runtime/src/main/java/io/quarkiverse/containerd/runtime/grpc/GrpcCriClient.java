package io.quarkiverse.containerd.runtime.grpc;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.grpc.Status;
import io.quarkiverse.containerd.client.CriClient;
import io.quarkiverse.containerd.client.CriContainerConfig;
import io.quarkiverse.containerd.client.CriContainerStatus;
import io.quarkiverse.containerd.client.CriHandlerFeatures;
import io.quarkiverse.containerd.client.CriPodSandboxConfig;
import io.quarkiverse.containerd.client.CriPodSandboxStatus;
import io.quarkiverse.containerd.client.CriStatus;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.AttachRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.Container;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ContainerConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ContainerFilter;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ContainerMetadata;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ContainerStatusRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.CreateContainerRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ExecRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ExecSyncRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ExecSyncResponse;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ImageSpec;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.KeyValue;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.LinuxContainerConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.LinuxContainerResources;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.LinuxPodSandboxConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ListContainersRequest;
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
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.RuntimeConfigRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.RuntimeHandler;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.RuntimeServiceGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.StartContainerRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.StatusRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.StopContainerRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.StopPodSandboxRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.UpdateRuntimeConfigRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.VersionRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.VersionResponse;

/** The runtime service of CRI over gRPC. */
final class GrpcCriClient implements CriClient {

    private static final String RUNTIME_READY = "RuntimeReady";
    private static final String NETWORK_READY = "NetworkReady";

    private final Connection connection;

    GrpcCriClient(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Version version() {
        VersionResponse response = probe("Version", stub -> stub.version(VersionRequest.getDefaultInstance()));
        return new Version(response.getRuntimeName(), response.getRuntimeVersion(), response.getRuntimeApiVersion());
    }

    @Override
    public CriStatus status() {
        List<RuntimeCondition> conditions = probe("Status", stub -> stub.status(StatusRequest.getDefaultInstance()))
                .getStatus().getConditionsList();
        List<String> reasons = new ArrayList<>();
        for (RuntimeCondition condition : conditions) {
            if (!condition.getStatus()) {
                reasons.add(condition.getType() + ": " + condition.getReason() + ": " + condition.getMessage());
            }
        }
        return new CriStatus(isMet(conditions, RUNTIME_READY), isMet(conditions, NETWORK_READY), List.copyOf(reasons));
    }

    private static boolean isMet(List<RuntimeCondition> conditions, String type) {
        return conditions.stream().anyMatch(condition -> condition.getType().equals(type) && condition.getStatus());
    }

    @Override
    public Map<String, CriHandlerFeatures> handlerFeatures() {
        return probe("Status", stub -> stub.status(StatusRequest.getDefaultInstance())).getRuntimeHandlersList().stream()
                .collect(Collectors.toMap(RuntimeHandler::getName,
                        handler -> new CriHandlerFeatures(handler.getFeatures().getRecursiveReadOnlyMounts(),
                                handler.getFeatures().getUserNamespaces())));
    }

    @Override
    public Optional<CgroupDriver> cgroupDriver() {
        return Calls.tryCall("RuntimeService.RuntimeConfig", Status.Code.UNIMPLEMENTED,
                () -> connection.stub(RuntimeServiceGrpc::newBlockingStub, connection.timeouts().probe())
                        .runtimeConfig(RuntimeConfigRequest.getDefaultInstance()))
                .map(response -> switch (response.getLinux().getCgroupDriver()) {
                    case SYSTEMD -> CgroupDriver.SYSTEMD;
                    default -> CgroupDriver.CGROUPFS;
                });
    }

    @Override
    public void updatePodCidrs(List<String> ranges) {
        NetworkConfig network = NetworkConfig.newBuilder().setPodCidr(String.join(",", ranges)).build();
        call("UpdateRuntimeConfig", stub -> stub.updateRuntimeConfig(UpdateRuntimeConfigRequest.newBuilder()
                .setRuntimeConfig(RuntimeConfig.newBuilder().setNetworkConfig(network)).build()));
    }

    @Override
    public String runPodSandbox(CriPodSandboxConfig config, String runtimeHandler) {
        RunPodSandboxRequest request = RunPodSandboxRequest.newBuilder().setConfig(sandbox(config))
                .setRuntimeHandler(runtimeHandler).build();
        return call("RunPodSandbox", stub -> stub.runPodSandbox(request)).getPodSandboxId();
    }

    @Override
    public CriPodSandboxStatus podSandboxStatus(String podSandboxId) {
        PodSandboxStatus status = call("PodSandboxStatus", stub -> stub
                .podSandboxStatus(PodSandboxStatusRequest.newBuilder().setPodSandboxId(podSandboxId).build())).getStatus();
        return new CriPodSandboxStatus(status.getId(), status.getMetadata().getNamespace(), status.getMetadata().getName(),
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

    @Override
    public List<String> listPodSandboxes() {
        return call("ListPodSandbox", stub -> stub.listPodSandbox(ListPodSandboxRequest.getDefaultInstance()))
                .getItemsList().stream().map(PodSandbox::getId).toList();
    }

    @Override
    public void stopPodSandbox(String podSandboxId) {
        call("StopPodSandbox",
                stub -> stub.stopPodSandbox(StopPodSandboxRequest.newBuilder().setPodSandboxId(podSandboxId).build()));
    }

    @Override
    public void removePodSandbox(String podSandboxId) {
        call("RemovePodSandbox",
                stub -> stub.removePodSandbox(RemovePodSandboxRequest.newBuilder().setPodSandboxId(podSandboxId).build()));
    }

    @Override
    public String createContainer(String podSandboxId, CriPodSandboxConfig sandbox, CriContainerConfig container) {
        ContainerConfig.Builder config = ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder().setName(container.name()))
                .setImage(ImageSpec.newBuilder().setImage(container.image()))
                .addAllCommand(container.command())
                .setLogPath(container.name() + ".log")
                .setStdin(container.stdin())
                .setStdinOnce(container.stdin())
                .setTty(container.tty())
                .setLinux(LinuxContainerConfig.newBuilder().setResources(LinuxContainerResources.getDefaultInstance()));
        container.environment().forEach((key, value) -> config.addEnvs(KeyValue.newBuilder().setKey(key).setValue(value)));
        CreateContainerRequest request = CreateContainerRequest.newBuilder().setPodSandboxId(podSandboxId).setConfig(config)
                .setSandboxConfig(sandbox(sandbox)).build();
        return call("CreateContainer", stub -> stub.createContainer(request)).getContainerId();
    }

    @Override
    public void startContainer(String containerId) {
        call("StartContainer",
                stub -> stub.startContainer(StartContainerRequest.newBuilder().setContainerId(containerId).build()));
    }

    @Override
    public void stopContainer(String containerId, Duration timeout) {
        StopContainerRequest request = StopContainerRequest.newBuilder().setContainerId(containerId)
                .setTimeout(timeout.toSeconds())
                .build();
        call("StopContainer", connection.timeouts().call().plus(timeout), stub -> stub.stopContainer(request));
    }

    @Override
    public void removeContainer(String containerId) {
        call("RemoveContainer",
                stub -> stub.removeContainer(RemoveContainerRequest.newBuilder().setContainerId(containerId).build()));
    }

    @Override
    public List<String> listContainers(String podSandboxId) {
        ListContainersRequest request = ListContainersRequest.newBuilder()
                .setFilter(ContainerFilter.newBuilder().setPodSandboxId(podSandboxId)).build();
        return call("ListContainers", stub -> stub.listContainers(request)).getContainersList().stream()
                .map(Container::getId).toList();
    }

    @Override
    public CriContainerStatus containerStatus(String containerId) {
        var status = call("ContainerStatus", stub -> stub
                .containerStatus(ContainerStatusRequest.newBuilder().setContainerId(containerId).build())).getStatus();
        CriContainerStatus.State state = switch (status.getState()) {
            case CONTAINER_CREATED -> CriContainerStatus.State.CREATED;
            case CONTAINER_RUNNING -> CriContainerStatus.State.RUNNING;
            case CONTAINER_EXITED -> CriContainerStatus.State.EXITED;
            default -> CriContainerStatus.State.UNKNOWN;
        };
        return new CriContainerStatus(status.getId(), status.getMetadata().getName(), status.getImage().getImage(), state,
                status.getExitCode(), status.getReason(), status.getMessage(), Path.of(status.getLogPath()));
    }

    @Override
    public ExecResult execSync(String containerId, List<String> command, Duration timeout) {
        ExecSyncRequest request = ExecSyncRequest.newBuilder().setContainerId(containerId).addAllCmd(command)
                .setTimeout(timeout.toSeconds()).build();
        ExecSyncResponse response = call("ExecSync", connection.timeouts().call().plus(timeout),
                stub -> stub.execSync(request));
        return new ExecResult(response.getExitCode(), response.getStdout().toStringUtf8(),
                response.getStderr().toStringUtf8());
    }

    @Override
    public URI exec(String containerId, List<String> command, boolean tty) {
        ExecRequest request = ExecRequest.newBuilder().setContainerId(containerId).addAllCmd(command).setTty(tty)
                .setStdin(true).setStdout(true).setStderr(!tty).build();
        return URI.create(call("Exec", stub -> stub.exec(request)).getUrl());
    }

    @Override
    public URI attach(String containerId, boolean tty) {
        AttachRequest request = AttachRequest.newBuilder().setContainerId(containerId).setTty(tty)
                .setStdin(true).setStdout(true).setStderr(!tty).build();
        return URI.create(call("Attach", stub -> stub.attach(request)).getUrl());
    }

    private static PodSandboxConfig sandbox(CriPodSandboxConfig sandbox) {
        return PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder().setName(sandbox.name()).setUid(sandbox.uid())
                        .setNamespace(sandbox.namespace()))
                .setHostname(sandbox.name())
                .setLogDirectory(sandbox.logDirectory().toString())
                .putAllLabels(sandbox.labels())
                .setLinux(LinuxPodSandboxConfig.getDefaultInstance())
                .build();
    }

    private <T> T probe(String method, Function<RuntimeServiceBlockingStub, T> call) {
        return call(method, connection.timeouts().probe(), call);
    }

    private <T> T call(String method, Function<RuntimeServiceBlockingStub, T> call) {
        return call(method, connection.timeouts().call(), call);
    }

    private <T> T call(String method, Duration deadline, Function<RuntimeServiceBlockingStub, T> call) {
        return Calls.call("RuntimeService." + method,
                () -> call.apply(connection.stub(RuntimeServiceGrpc::newBlockingStub, deadline)));
    }
}
