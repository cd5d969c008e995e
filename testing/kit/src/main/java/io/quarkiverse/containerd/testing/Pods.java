package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.CriClient;
import io.quarkiverse.containerd.client.CriContainerConfig;
import io.quarkiverse.containerd.client.CriPodSandboxConfig;

/**
 * Runs images as pods, as the kubelet does, by the Container Runtime Interface. To be injected into a {@code @QuarkusTest},
 * or a parameter of a {@link ContainerdTest}:
 *
 * <pre>
 * try (Pod pod = pods.run(ImageArchive.of("localhost/web:1").busybox().file("www/index.html", "hello"),
 *         "/bin/busybox", "httpd", "-f", "-p", "80", "-h", "/www")) {
 *     pod.awaitPort(80);
 *     get("http://" + pod.address() + ":80").then().body(equalTo("hello"));
 * }
 * </pre>
 *
 * A pod has a network namespace of its own, with an address that this machine reaches. The sandbox image is made if
 * containerd has none, and the pods' network gets an address range of those that are reserved for tests, 198.18.0.0/15. Pods
 * that a test has not closed are removed before their containerd ends.
 * <p>
 * Pods need root. Without it the test is skipped, and says why; with {@code containerd.test.fail-instead-of-skip=true} it
 * fails.
 */
public final class Pods {

    private static final String CONTAINER = "main";

    private final ContainerdClient client;
    private final PodHost host;
    private final List<Pod> running = new CopyOnWriteArrayList<>();

    Pods(ContainerdClient client, PodHost host) {
        this.client = client;
        this.host = host;
    }

    /**
     * Brings an image into containerd, and runs it as a pod.
     *
     * @param command the command, which replaces that of the image; none to run that of the image
     */
    public Pod run(ImageArchive image, String... command) {
        requirePossible();
        new ImageLoader(client).loadForPods(image);
        return run(image.names().get(0), command);
    }

    /**
     * Runs an image that containerd has as a pod.
     *
     * @param image a name of it
     * @param command the command, which replaces that of the image; none to run that of the image
     */
    public Pod run(String image, String... command) {
        requirePossible();
        prepare();
        String name = "pod-" + UUID.randomUUID();
        CriPodSandboxConfig spec = new CriPodSandboxConfig("test", name, name, logs(name), Map.of());
        Pod pod = new Pod(this, client.cri(), host.state(), spec, client.cri().runPodSandbox(spec, ""));
        running.add(pod);
        try {
            pod.start(new CriContainerConfig(CONTAINER, image, List.of(command)));
            return pod;
        } catch (RuntimeException e) {
            pod.close();
            throw e;
        }
    }

    /** Skips the test if there can be no pods. */
    public void requirePossible() {
        Privileges.require(host.obstacle());
    }

    private void prepare() {
        String sandbox = host.sandboxImage();
        if (client.criImages().status(sandbox).isEmpty()) {
            new ImageLoader(client).loadForPods(PauseImage.named(sandbox));
        }
        if (!client.cri().status().networkReady()) {
            client.cri().updatePodCidrs(List.of(addressRange()));
            TreeWaits.until("the pods' network", () -> client.cri().status().networkReady(),
                    () -> String.join("; ", client.cri().status().reasons()));
        }
    }

    /** A range of those that are reserved for tests of networks. */
    static String addressRange() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "198." + (18 + random.nextInt(2)) + "." + random.nextInt(256) + ".0/24";
    }

    private Path logs(String pod) {
        try {
            return Files.createDirectories(host.logs().resolve(pod).toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void removed(Pod pod) {
        running.remove(pod);
    }

    boolean isEmpty() {
        return running.isEmpty();
    }

    /** Removes all pods that run. */
    void close() {
        running.forEach(Pod::close);
    }

    static void removeAll(CriClient cri) {
        for (String sandbox : cri.listPodSandboxes()) {
            cri.stopPodSandbox(sandbox);
            cri.removePodSandbox(sandbox);
        }
    }
}
