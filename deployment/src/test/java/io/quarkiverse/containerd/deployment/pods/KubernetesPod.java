package io.quarkiverse.containerd.deployment.pods;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.quarkiverse.containerd.client.CriContainerStatus;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ContainerConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ContainerMetadata;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.CreateContainerRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ImageSpec;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.LinuxContainerConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.LinuxContainerResources;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.LinuxPodSandboxConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PodSandboxConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PodSandboxMetadata;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.RunPodSandboxRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.RuntimeServiceGrpc;

/** A pod as a kubelet of today makes it, with what the daemon's own client has no words for. */
final class KubernetesPod implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("pods.patience", 60L));

    private final PodNode node;
    private final PodSandboxConfig spec;
    private final String id;

    /**
     * Runs one by a handler.
     *
     * @param linux fields of {@code LinuxPodSandboxConfig}
     */
    KubernetesPod(PodNode node, String handler, String name, Fields linux) throws IOException {
        this.node = node;
        Path logs = Files.createDirectories(node.podLogs().resolve(name));
        this.spec = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder().setName(name).setUid("uid-" + name).setNamespace("default"))
                .setHostname(name).setLogDirectory(logs.toString())
                .setLinux(LinuxPodSandboxConfig.parseFrom(linux.build().toByteString()))
                .build();
        this.id = stub().runPodSandbox(
                RunPodSandboxRequest.newBuilder().setConfig(spec).setRuntimeHandler(handler).build()).getPodSandboxId();
        node.noteContainers();
    }

    /** What a container has printed, and how it has ended. */
    record End(int exitCode, String output) {
    }

    /**
     * Runs a command of busybox's shell in a container until it ends.
     *
     * @param fields of {@code ContainerConfig}
     * @param security fields of {@code LinuxContainerSecurityContext}
     */
    End run(String name, String script, Fields fields, Fields security) throws IOException {
        String container = start(name, script, LinuxContainerResources.getDefaultInstance(), fields, security);
        CriContainerStatus end = await(name).atMost(PATIENCE).until(() -> node.cri().containerStatus(container),
                status -> status.state() == CriContainerStatus.State.EXITED);
        Path log = Path.of(spec.getLogDirectory(), name + ".log");
        return new End(end.exitCode(), Files.readString(log).replaceAll("(?m)^\\S+ \\w+ [FP] ", "").strip());
    }

    /** Starts a container that has a limit of its memory, in bytes. @return the container's id */
    String start(String name, String script, long memory) throws IOException {
        return start(name, script, LinuxContainerResources.newBuilder().setMemoryLimitInBytes(memory).build(), new Fields(),
                new Fields());
    }

    private String start(String name, String script, LinuxContainerResources resources, Fields fields, Fields security)
            throws IOException {
        ContainerConfig config = ContainerConfig.newBuilder().setMetadata(ContainerMetadata.newBuilder().setName(name))
                .setImage(ImageSpec.newBuilder().setImage(PodImages.BUSYBOX))
                .addAllCommand(List.of("/bin/busybox", "sh", "-c", script)).setLogPath(name + ".log")
                .setLinux(LinuxContainerConfig.newBuilder().setResources(resources)
                        .setUnknownFields(new Fields().message(2, security).build()))
                .setUnknownFields(fields.build()).build();
        String container = stub().createContainer(CreateContainerRequest.newBuilder().setPodSandboxId(id).setConfig(config)
                .setSandboxConfig(spec).build()).getContainerId();
        node.cri().startContainer(container);
        node.noteContainers();
        return container;
    }

    private RuntimeServiceGrpc.RuntimeServiceBlockingStub stub() {
        return RuntimeServiceGrpc.newBlockingStub(node.channel());
    }

    @Override
    public void close() {
        node.cri().stopPodSandbox(id);
        node.cri().removePodSandbox(id);
    }
}
