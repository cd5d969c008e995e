package io.quarkiverse.containerd.deployment.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.CriClient.ExecResult;
import io.quarkiverse.containerd.client.CriContainerConfig;
import io.quarkiverse.containerd.client.CriContainerStatus;
import io.quarkiverse.containerd.client.CriImage;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkiverse.containerd.testing.RealRegistry;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** Pods by runc and by gVisor, on a packaged node daemon with a real containerd. */
class PodsTest {

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest().withEmptyApplication()
            .setApplicationName("node").setApplicationVersion("1").setRun(false);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ProdBuildResults
    ProdModeTestResults build;

    private PodNode node;

    private PodNode node(DebianContainerd containerd) throws Exception {
        node = new PodNode(build.getBuildDir().resolve("quarkus-app"),
                containerd.binaries());
        return node;
    }

    @AfterEach
    void close() throws Exception {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void runAndOutliveContainerd(DebianContainerd containerd) throws Exception {
        node(containerd).start();
        assertThat(node.cri().version().runtimeName()).isEqualTo("containerd");
        assertThat(node.cri().version().runtimeVersion()).matches(containerd.versions());
        assertThat(node.cri().status().networkReady()).isFalse();

        node.cri().updatePodCidrs(List.of("10.88.0.0/24"));
        node.awaitNetwork();
        Pod runc = Pod.run(node, "runc");
        Pod runsc = Pod.run(node, "runsc");
        Map<Pod, String> servers = Map.of(runc, runc.startServer(), runsc, runsc.startServer());
        for (Pod pod : servers.keySet()) {
            assertThat(pod.addresses()).singleElement().asString().startsWith("10.88.0.");
            assertServes(pod, servers.get(pod));
            pod.awaitLog("server", log -> assertThat(log).contains(" stdout F serves\n", " stderr F complains\n"));
        }
        assertThat(runc.exec(servers.get(runc), "/bin/busybox dmesg").stdout()).doesNotContain("gVisor");
        assertThat(runsc.exec(servers.get(runsc), "/bin/busybox dmesg").stdout()).contains("gVisor");
        assertThat(runc.address()).isNotEqualTo(runsc.address());
        List<String> addresses = List.of(runc.address(), runsc.address());

        ProcessHandle killed = node.killContainerd();
        assertThat(node.get(addresses.get(0))).isEqualTo(PodImages.PAGE);
        assertThat(node.get(addresses.get(1))).isEqualTo(PodImages.PAGE);
        await("the supervisor's next containerd").atMost(PATIENCE).ignoreExceptions()
                .until(() -> node.containerd().pid() != killed.pid());
        node.awaitServing();

        assertThat(List.of(runc.address(), runsc.address())).isEqualTo(addresses);
        for (Pod pod : servers.keySet()) {
            assertThat(node.cri().containerStatus(servers.get(pod)).state()).isEqualTo(CriContainerStatus.State.RUNNING);
            assertServes(pod, servers.get(pod));
        }
        assertThat(node.cri().status().networkReady()).isTrue();

        runc.remove();
        runsc.remove();
        assertThat(node.cri().listPodSandboxes()).isEmpty();
        await("nothing left").atMost(PATIENCE).untilAsserted(() -> assertThat(node.leftovers()).isEmpty());
        assertThat(node.printed().lines().filter(line -> line.contains("[root.runsc]")))
                .anyMatch(line -> line.contains(" DEBUG ") && line.contains(runsc.id()))
                .anyMatch(line -> line.contains(" INFO ") && line.contains(runsc.id()))
                .noneMatch(line -> line.contains(runc.id()));
        node.stop();
        assertThat(node.printed().lines().filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .filter(line -> !line.contains("[root.runsc]") && !line.contains("was killed by signal 9"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void containersOfGvisorEndAsTheyShould(boolean byBusybox) throws Exception {
        node(DebianContainerd.V1_6);
        String subnets = "quarkus.containerd.cni.subnets=10.89.0.0/24";
        if (byBusybox) {
            Path programs = node.busyboxPrograms();
            node.start(subnets, "quarkus.containerd.path=" + programs + "," + node.path());
            Path wrapper = node.root().resolve("runsc-wrapper");
            Files.writeString(wrapper, Files.readString(wrapper).replace("#!/bin/sh\n", "#!" + programs.resolve("sh") + "\n"));
        } else {
            node.start(subnets);
        }
        Pod pod = Pod.run(node, "runsc");

        assertThat(pod.awaitEnd(pod.start("zero", "echo out; echo err >&2")).exitCode()).isZero();
        pod.awaitLog("zero", log -> assertThat(log).contains(" stdout F out\n", " stderr F err\n"));
        assertThat(pod.awaitEnd(pod.start("seven", "exit 7")).exitCode()).isEqualTo(7);
        assertThat(pod.awaitEnd(pod.start("killed", "kill -9 $$")).exitCode()).isEqualTo(137);
        String terminal = pod.start(new CriContainerConfig("terminal", PodImages.BUSYBOX,
                List.of("/bin/busybox", "sh", "-c", "[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo $WHAT"),
                Map.of("WHAT", "a terminal"), false, true));
        assertThat(pod.awaitEnd(terminal).exitCode()).isZero();
        pod.awaitLog("terminal", log -> assertThat(log).contains("a terminal"));
        String sleeper = pod.start("sleeper", "trap 'exit 3' TERM; echo ready; while :; do /bin/busybox sleep 0.1; done");
        pod.awaitLog("sleeper", log -> assertThat(log).contains(" ready\n"));
        node.cri().stopContainer(sleeper, Duration.ofSeconds(20));
        assertThat(node.cri().containerStatus(sleeper).exitCode()).isEqualTo(3);
        assertThatThrownBy(() -> pod.start(new CriContainerConfig("wrong", PodImages.BUSYBOX, List.of("/bin/nothing"))))
                .isInstanceOf(ContainerdException.class).hasMessageContaining("failed to load /bin/nothing");
        node.noteContainers();

        pod.remove();
        await("nothing left").atMost(PATIENCE).untilAsserted(() -> assertThat(node.leftovers()).isEmpty());
    }

    private void assertServes(Pod pod, String server) throws IOException, InterruptedException {
        assertThat(node.get(pod.address())).isEqualTo(PodImages.PAGE);
        ExecResult result = pod.exec(server, "echo here; echo there >&2; exit 5");
        assertThat(result).isEqualTo(new ExecResult(5, "here\n", "there\n"));
    }

    @Test
    void haveTheirNetworkAgainAfterARestart() throws Exception {
        node(DebianContainerd.V1_6).start();
        node.cri().updatePodCidrs(List.of("10.90.0.0/24", "fd00:90::/64"));
        node.awaitNetwork();
        Pod pod = Pod.run(node, "runc");
        pod.startServer();
        List<String> addresses = pod.addresses();
        assertThat(addresses).hasSize(2);
        for (String address : addresses) {
            assertThat(node.get(address)).isEqualTo(PodImages.PAGE);
        }

        node.stop();
        assertThat(node.get(addresses.get(0))).isEqualTo(PodImages.PAGE);
        node.start();
        assertThat(node.cri().status().networkReady()).isTrue();
        assertThat(pod.addresses()).isEqualTo(addresses);
        pod.remove();
        node.stop();

        node.start();
        assertThat(node.cri().status().networkReady()).as("the kubelet does not tell its ranges again").isTrue();
        Files.delete(node.run().resolve("cni/10-containerd-net.conflist"));
        await("no network").atMost(PATIENCE).until(() -> !node.cri().status().networkReady());
        node.cri().updatePodCidrs(List.of("10.91.0.0/24"));
        node.awaitNetwork();
        Pod next = Pod.run(node, "runc");
        node.noteContainers();
        assertThat(next.addresses()).singleElement().asString().startsWith("10.91.0.");
        next.remove();
        await("nothing left").atMost(PATIENCE).untilAsserted(() -> assertThat(node.leftovers()).isEmpty());
    }

    @Test
    void haveTheNetworkThatTheOperatorGives() throws Exception {
        node(DebianContainerd.V2).start("quarkus.containerd.cni.subnets=10.92.0.0/24,fd00:92::/64",
                "quarkus.containerd.cni.mtu=1300", "quarkus.containerd.cni.routes=198.51.100.0/24");
        node.awaitNetwork();

        Pod pod = Pod.run(node, "runc");
        String server = pod.startServer();

        assertThat(pod.addresses()).hasSize(2);
        for (String address : pod.addresses()) {
            assertThat(node.get(address)).isEqualTo(PodImages.PAGE);
        }
        assertThat(pod.exec(server, "/bin/busybox ip link show eth0").stdout()).contains("mtu 1300");
        assertThat(pod.exec(server, "/bin/busybox ip route").stdout()).contains("198.51.100.0/24 via", "default via");
        assertThat(pod.exec(server, "/bin/busybox ip -6 route").stdout()).contains("default via");
        pod.remove();
    }

    @ParameterizedTest
    @EnumSource
    void useUnpackedAndPinnedImagesUntilTheArchivesHaveGone(DebianContainerd containerd) throws Exception {
        node(containerd).start("quarkus.containerd.cni.subnets=10.93.0.0/24", "quarkus.containerd.preseed.unpack=**",
                "quarkus.containerd.preseed.pin=**", "quarkus.containerd.preseed.prune=true",
                "quarkus.containerd.preseed.watch=true");
        node.awaitNetwork();
        await("the unpacked images").atMost(PATIENCE).until(() -> node.printed().lines()
                .filter(line -> line.contains(" unpacked 1 layer, ")).count() == 2);
        Set<String> unpacked = node.snapshots("overlayfs");
        assertThat(unpacked).hasSize(2).allMatch(name -> name.startsWith("sha256:"));
        assertThat(node.client().criImages().status(PodImages.PAUSE)).get().extracting(CriImage::pinned)
                .isEqualTo(containerd != DebianContainerd.V1_6);

        Pod pod = Pod.run(node, "runc");
        String server = pod.startServer();

        Set<String> added = new HashSet<>(node.snapshots("overlayfs"));
        assertThat(added).containsAll(unpacked);
        added.removeAll(unpacked);
        assertThat(added).as("only what the containers write").containsExactlyInAnyOrder(pod.id(), server);

        Files.delete(node.preseedDirectory().resolve("busybox.tar"));
        await("the sweep").atMost(PATIENCE).until(() -> node.printed().contains("image " + PodImages.BUSYBOX
                + " of namespace k8s.io is to be removed, but stays while a container uses it"));
        assertThat(pod.awaitEnd(pod.start("another", "exit 7")).exitCode()).isEqualTo(7);

        pod.remove();
        Files.delete(node.preseedDirectory().resolve("pause.tar"));
        NamespaceClient namespace = node.client().namespace(CriImages.NAMESPACE);
        await("no image").atMost(PATIENCE).until(() -> namespace.images().list().isEmpty());
        namespace.leases().create(Duration.ofHours(1), Map.of()).closeAndCollect();
        assertThat(namespace.content().list()).isEmpty();
        assertThat(node.snapshots("overlayfs")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = { "V1_7", "V2" })
    void haveTheSnapshotterOfTheirHandler(DebianContainerd containerd, @TempDir Path registries) throws Exception {
        node(containerd);
        try (RealRegistry outside = RealRegistry.of(registries).start()) {
            for (String image : List.of("asked", "unasked")) {
                outside.push(image + ":1", PodImages.with(Files.writeString(registries.resolve(image), image + "\n")));
            }
        }
        try (RealRegistry registry = RealRegistry.of(registries).launchedBy(node::enter).start()) {
            node.start("quarkus.containerd.cni.subnets=10.93.0.0/24",
                    "quarkus.containerd.runtimes.copying.type=io.containerd.runc.v2",
                    "quarkus.containerd.runtimes.copying.root=" + node.runcRoot(),
                    "quarkus.containerd.runtimes.copying.snapshotter=native",
                    "quarkus.containerd.registries.\"registry.test\".server=" + registry.url());
            node.awaitNetwork();
            Pod overlay = Pod.run(node, "runc");
            String onOverlay = overlay.start("preseeded", "exit 7");
            assertThat(node.snapshots("native")).isEmpty();

            Pod copying = Pod.run(node, "copying");
            String preseeded = copying.startServer();
            Set<String> before = node.snapshots("native");
            assertThat(before).contains(copying.id(), preseeded);
            assertThat(node.snapshots("overlayfs")).contains(overlay.id(), onOverlay).doesNotContain(copying.id(), preseeded);

            Set<String> overlays = node.snapshots("overlayfs");
            node.client().criImages().pull("registry.test/asked:1", "copying", PATIENCE);
            assertThat(node.snapshots("overlayfs")).isEqualTo(overlays);
            assertThat(node.snapshots("native")).hasSize(before.size() + 1);
            node.client().criImages().pull("registry.test/unasked:1", PATIENCE);
            assertThat(node.snapshots("overlayfs")).hasSize(overlays.size() + 1);
            for (String image : List.of("asked", "unasked")) {
                String pulled = copying.start(new CriContainerConfig(image, "registry.test/" + image + ":1",
                        List.of("/bin/busybox", "cat", "/file")));
                assertThat(copying.awaitEnd(pulled).exitCode()).isZero();
                copying.awaitLog(image, log -> assertThat(log).endsWith(" stdout F " + image + "\n"));
                assertThat(node.snapshots("native")).contains(pulled);
            }
            copying.remove();
            overlay.remove();
            await("nothing left").atMost(PATIENCE).untilAsserted(() -> assertThat(node.leftovers()).isEmpty());
        }
    }
}
