package io.quarkiverse.containerd.deployment.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.ThrowingConsumer;

import io.quarkiverse.containerd.client.CriClient;
import io.quarkiverse.containerd.client.CriClient.ExecResult;
import io.quarkiverse.containerd.client.CriContainerConfig;
import io.quarkiverse.containerd.client.CriContainerStatus;
import io.quarkiverse.containerd.client.CriPodSandboxConfig;

/** A pod that runs. */
public final class Pod {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PodNode node;
    private final CriPodSandboxConfig spec;
    private final String id;

    private Pod(PodNode node, CriPodSandboxConfig spec, String id) {
        this.node = node;
        this.spec = spec;
        this.id = id;
    }

    /**
     * Runs one as the kubelet does, which makes the directory of the logs.
     *
     * @param handler the runtime handler that runs it
     */
    public static Pod run(PodNode node, String handler) throws IOException {
        Path logs = Files.createDirectories(node.podLogs().resolve(handler));
        CriPodSandboxConfig spec = new CriPodSandboxConfig("default", "by-" + handler, "uid-" + handler, logs, Map.of());
        return new Pod(node, spec, node.cri().runPodSandbox(spec, handler));
    }

    public String id() {
        return id;
    }

    List<String> addresses() {
        return cri().podSandboxStatus(id).addresses();
    }

    public String address() {
        return addresses().get(0);
    }

    /** A container that runs a command of busybox's shell. */
    String start(String name, String script) throws IOException {
        return start(new CriContainerConfig(name, PodImages.BUSYBOX, List.of("/bin/busybox", "sh", "-c", script)));
    }

    String start(CriContainerConfig container) throws IOException {
        String made = cri().createContainer(id, spec, container);
        cri().startContainer(made);
        node.noteContainers();
        return made;
    }

    /** A container that serves {@link PodImages#PAGE}. */
    public String startServer() throws IOException {
        String container = start("server",
                "echo serves; echo complains >&2; exec /bin/busybox httpd -f -p 80 -h /www");
        await("the server's answer").atMost(PATIENCE)
                .untilAsserted(() -> assertThat(node.get(address())).isEqualTo(PodImages.PAGE));
        return container;
    }

    CriContainerStatus awaitEnd(String container) {
        return await("the container's end").atMost(PATIENCE).until(() -> cri().containerStatus(container),
                status -> status.state() == CriContainerStatus.State.EXITED);
    }

    ExecResult exec(String container, String script) {
        return cri().execSync(container, List.of("/bin/busybox", "sh", "-c", script), PATIENCE);
    }

    /** Runs a command of busybox's shell with a stdin in a container. */
    Stdio exec(String container, String script, boolean tty) throws IOException {
        return node.stdio(cri().exec(container, List.of("/bin/busybox", "sh", "-c", script), tty));
    }

    /** The stdio of a container that has a stdin. */
    Stdio attach(String container, boolean tty) throws IOException {
        return node.stdio(cri().attach(container, tty));
    }

    /**
     * Waits until the log of a container has what is expected of it, in lines as CRI writes them: time, stream, F, text.
     * containerd may write the last of them after it tells that the container has ended.
     */
    void awaitLog(String container, ThrowingConsumer<String> expectation) {
        Path file = spec.logDirectory().resolve(container + ".log");
        await("the log of " + container).atMost(PATIENCE).untilAsserted(() -> {
            assertThat(file).exists();
            expectation.accept(Files.readString(file));
        });
    }

    public void remove() {
        cri().stopPodSandbox(id);
        cri().removePodSandbox(id);
    }

    private CriClient cri() {
        return node.cri();
    }
}
