package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.grpc.Status;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.CriClient;
import io.quarkiverse.containerd.client.CriClient.ExecResult;
import io.quarkiverse.containerd.client.CriContainerConfig;
import io.quarkiverse.containerd.client.CriContainerStatus;
import io.quarkiverse.containerd.client.CriContainerStatus.State;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.CriPodSandboxConfig;

/** A pod of one container, see {@link Pods}. */
public final class Pod implements AutoCloseable {

    private static final String BUNDLES = "io.containerd.runtime.v2.task/" + CriImages.NAMESPACE;
    private static final Duration EXEC_LIMIT = Duration.ofSeconds(60);
    private static final int CONNECT_LIMIT_MILLIS = 1000;

    private final Pods pods;
    private final CriClient cri;
    private final Path state;
    private final CriPodSandboxConfig spec;
    private final String sandbox;
    private String container;

    Pod(Pods pods, CriClient cri, Path state, CriPodSandboxConfig spec, String sandbox) {
        this.pods = pods;
        this.cri = cri;
        this.state = state;
        this.spec = spec;
        this.sandbox = sandbox;
    }

    void start(CriContainerConfig config) {
        container = cri.createContainer(sandbox, spec, config);
        cri.startContainer(container);
    }

    /** Returns the id of the pod's sandbox. */
    public String id() {
        return sandbox;
    }

    /** Returns the id of the container. */
    public String containerId() {
        return container;
    }

    /** Returns the pod's name. */
    public String name() {
        return spec.name();
    }

    /** Returns the pod's IP address, which this machine reaches. */
    public String address() {
        return cri.podSandboxStatus(sandbox).addresses().get(0);
    }

    /** Returns the status of the container. */
    public CriContainerStatus status() {
        return cri.containerStatus(container);
    }

    /** Runs a command in the container, and returns its exit code and output; it may take 60 seconds. */
    public ExecResult exec(String... command) {
        return cri.execSync(container, List.of(command), EXEC_LIMIT);
    }

    /** Returns what the container has printed so far, to its standard output and error. */
    public String log() {
        Path file = spec.logDirectory().resolve(status().name() + ".log");
        try {
            return Files.exists(file) ? CriLog.text(Files.readString(file)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the container has printed a text, for at most 60 seconds. */
    public void awaitLog(String text) {
        TreeWaits.until(name() + " to print \"" + text + "\"", () -> log().contains(text),
                () -> "The container is " + status().state() + ", and has printed:\n" + log());
    }

    /** Waits until the pod accepts connections on a TCP port, for at most 60 seconds. */
    public void awaitPort(int port) {
        InetSocketAddress target = new InetSocketAddress(address(), port);
        TreeWaits.until(name() + " to listen on port " + port, () -> accepts(target),
                () -> "The container is " + status().state() + ", and has printed:\n" + log());
    }

    private static boolean accepts(InetSocketAddress target) {
        try (Socket socket = new Socket()) {
            socket.connect(target, CONNECT_LIMIT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until the container has ended, for at most 60 seconds. @return its exit code */
    public int awaitExit() {
        TreeWaits.until("the end of " + name(), () -> status().state() == State.EXITED,
                () -> "The container is " + status().state() + ", and has printed:\n" + log());
        return status().exitCode();
    }

    /**
     * Returns a file of the running container, to be read and written on this machine.
     *
     * @param path its path in the container
     */
    public Path file(String path) {
        Path root = state.resolve(BUNDLES).resolve(container).resolve("rootfs");
        Path file = root.resolve(path.startsWith("/") ? path.substring(1) : path).normalize();
        if (!file.startsWith(root)) {
            throw new IllegalArgumentException(path + " leads out of the container");
        }
        return file;
    }

    /** Removes the pod with its container; does nothing if it is gone. */
    @Override
    public void close() {
        try {
            cri.stopPodSandbox(sandbox);
            cri.removePodSandbox(sandbox);
        } catch (ContainerdException e) {
            if (e.code() != Status.Code.NOT_FOUND) {
                throw e;
            }
        }
        pods.removed(this);
    }
}
