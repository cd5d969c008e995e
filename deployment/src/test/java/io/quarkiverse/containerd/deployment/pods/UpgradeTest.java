package io.quarkiverse.containerd.deployment.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.apt.ContainerdBinaries;
import io.quarkiverse.containerd.apt.ContainerdPackage;
import io.quarkiverse.containerd.client.CriClient.ExecResult;
import io.quarkiverse.containerd.client.CriContainerConfig;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/**
 * A node goes through the versions of containerd that Debian has and back, by a replaced package and by a restart of the
 * daemon, while its pods serve and an archive is being loaded.
 */
class UpgradeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LATE = "k8s.io/late.tar";
    private static final String LATE_IMAGE = "localhost/late:1.0";
    private static final int LATE_SIZE = 6_000_000;
    private static final String[] SETTINGS = {
            "quarkus.containerd.cni.subnets=10.98.0.0/24",
            "quarkus.containerd.supervisor.initial-backoff=200ms",
            "quarkus.containerd.preseed.required=*/pause.tar,*/busybox.tar",
            "quarkus.containerd.preseed.watch=true",
            "quarkus.containerd.preseed.quiet-period=200ms",
            "quarkus.containerd.preseed.bandwidth=2M",
            "quarkus.log.category.\"root.runsc\".level=INFO" };

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest().withEmptyApplication()
            .setApplicationName("node").setApplicationVersion("1").setRun(false)
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-smallrye-health", Version.getVersion())));

    @ProdBuildResults
    ProdModeTestResults build;
    @TempDir
    Path temp;

    private PodNode node;
    private final List<Server> servers = new ArrayList<>();

    private record Server(Pod pod, String container) {
    }

    @AfterEach
    void close() throws Exception {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void podsServeThroughAllVersionsAndBack() throws Exception {
        replacePackage(DebianContainerd.V1_6);
        node = new PodNode(build.getBuildDir().resolve("quarkus-app"), packages());
        node.start(SETTINGS);
        node.awaitNetwork();
        serve("runc");
        serve("runsc");
        try (Visitor visitor = new Visitor(node, servers.get(0).pod(), servers.get(1).pod())) {
            check(DebianContainerd.V1_6);
            Map<String, String> images = images();

            PodImages.write(LATE_IMAGE, "data", random(LATE_SIZE), node.preseedDirectory().resolve("late.tar"));
            // on a slow machine it may be over when it is seen
            await("a preseed under way").atMost(PATIENCE).until(() -> health("started"),
                    data -> data.contains("\"archive." + LATE + ".state\": \"LOAD"));
            replacePackage(DebianContainerd.V1_7);
            restartContainerd();
            check(DebianContainerd.V1_7);
            await("the rest of the preseed").atMost(PATIENCE).until(() -> images().keySet().stream()
                    .filter(name -> name.startsWith(LATE_IMAGE.replaceAll(":[^:]*$", ""))).count() == 2);
            images.forEach((name, digest) -> assertThat(images()).containsEntry(name, digest));
            images = images();

            replacePackage(DebianContainerd.V2);
            restartDaemon();
            check(DebianContainerd.V2);
            runLateImage("runc");
            runLateImage("runsc");

            replacePackage(DebianContainerd.V1_7);
            restartContainerd();
            check(DebianContainerd.V1_7);

            replacePackage(DebianContainerd.V1_6);
            restartDaemon();
            check(DebianContainerd.V1_6);
            assertThat(images()).isEqualTo(images);
            visitor.check();
        }
        for (Server server : servers) {
            server.pod().remove();
        }
        assertThat(node.cri().listPodSandboxes()).isEmpty();
        await("nothing left").atMost(PATIENCE).untilAsserted(() -> assertThat(node.leftovers()).isEmpty());
        node.stop();
        assertThat(node.printed().lines().filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .filter(line -> !line.contains("[root.runsc]") && !line.contains("exited with code 0"))
                .filter(line -> !isBrokenOff(line))).isEmpty();
    }

    /** Whether a line tells of a call that was under way when containerd was stopped in the midst of the preseed. */
    private static boolean isBrokenOff(String line) {
        return line.contains("[root.containerd.preseed]") && line.contains(": UNAVAILABLE: ")
                || line.contains("[root.containerd.log] ") && line.contains("code = Canceled");
    }

    private void serve(String handler) throws IOException {
        Pod pod = Pod.run(node, handler);
        servers.add(new Server(pod, pod.startServer()));
    }

    /** Starts a container of the image that came late in the pod of a handler: a shim of an older containerd runs it. */
    private void runLateImage(String handler) throws IOException {
        Pod pod = servers.get(handler.equals("runc") ? 0 : 1).pod();
        String late = pod.start(new CriContainerConfig("late", LATE_IMAGE,
                List.of("/bin/busybox", "sh", "-c", "[ $(/bin/busybox wc -c < /data) = " + LATE_SIZE + " ]")));
        assertThat(pod.awaitEnd(late).exitCode()).isZero();
    }

    /** The packages of a node, whose containerd can be replaced. */
    private ContainerdBinaries packages() {
        Map<ContainerdPackage, Path> directories = new EnumMap<>(DebianContainerd.V1_6.binaries().directories());
        directories.put(ContainerdPackage.CONTAINERD, temp.resolve("containerd"));
        return new ContainerdBinaries(directories);
    }

    /** Puts the programs of a version, containerd and its shims, in the place of those that are there. */
    private void replacePackage(DebianContainerd version) throws IOException {
        Path next = Files.createSymbolicLink(temp.resolve("next"), version.executable().getParent());
        Files.move(next, temp.resolve("containerd"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Restarts only containerd, as a package's script does it by a signal. */
    private void restartContainerd() throws IOException {
        ProcessHandle before = node.containerd();
        before.destroy();
        await("the next containerd").atMost(PATIENCE).ignoreExceptions().until(() -> node.containerd().pid() != before.pid());
        node.awaitServing();
    }

    /** Restarts the daemon; nothing of what it has loaded is sent again. */
    private void restartDaemon() throws Exception {
        node.stop();
        int printed = node.printed().length();
        node.start(SETTINGS);
        await("the preseed").atMost(PATIENCE).untilAsserted(() -> assertThat(
                node.printed().substring(printed).lines().filter(line -> line.contains(", sent "))).hasSize(3));
        assertThat(node.printed().substring(printed).lines().filter(line -> line.contains(", sent ")))
                .allMatch(line -> line.contains(", sent 0 B, "));
    }

    private void check(DebianContainerd version) throws IOException {
        await("ready").atMost(PATIENCE).until(() -> health("ready").replaceAll("\\s", "").startsWith("{\"status\":\"UP\""));
        assertThat(node.cri().version().runtimeVersion()).matches(version.versions());
        assertThat(node.run().resolve("config.toml")).content().contains("version = " + version.schema());
        for (Server server : servers) {
            assertThat(server.pod().exec(server.container(), "echo here; exit 5")).isEqualTo(new ExecResult(5, "here\n", ""));
        }
    }

    private String health(String probe) {
        try {
            return node.daemonPage("/q/health/" + probe);
        } catch (IOException | InterruptedException | AssertionError e) {
            return "no answer: " + e.getMessage();
        }
    }

    /** The images by name. */
    private Map<String, String> images() {
        return node.client().namespace(CriImages.NAMESPACE).images().list().stream()
                .collect(Collectors.toMap(StoredImage::name, image -> image.target().digest()));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
