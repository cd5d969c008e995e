package io.quarkiverse.containerd.deployment.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.client.CriClient.CgroupDriver;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** What pods of today's Kubernetes ask for, on each containerd. */
class PodFeaturesTest {

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest().withEmptyApplication()
            .setApplicationName("node").setApplicationVersion("1").setRun(false);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Fields NONE = new Fields();
    private static final int FIRST_USER = 1_000_000;

    @ProdBuildResults
    ProdModeTestResults build;

    private PodNode node;

    @AfterEach
    void close() throws Exception {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void areThereByVersion(DebianContainerd containerd) throws Exception {
        node = new PodNode(build.getBuildDir().resolve("quarkus-app"), containerd.binaries());
        // root of a user namespace is nobody here
        Files.setPosixFilePermissions(node.directory(), PosixFilePermissions.fromString("rwx--x--x"));
        node.start(settings(containerd));
        node.awaitNetwork();

        try (KubernetesPod pod = new KubernetesPod(node, "runc", "plain", NONE)) {
            seccomp(pod);
            devices(pod, containerd);
            imageVolume(pod, containerd);
        }
        userNamespace(containerd);
        boolean tooOld = containerd == DebianContainerd.V2 && !node.cri().handlerFeatures().get("runc").userNamespaces();
        assertThat(node.printed().contains("install runc 1.2 or later")).isEqualTo(tooOld);
        assertThat(Files.exists(nriSocket())).isEqualTo(containerd != DebianContainerd.V1_6);
        boolean tells = containerd == DebianContainerd.V2;
        assertThat(node.cri().cgroupDriver()).isEqualTo(tells ? Optional.of(CgroupDriver.CGROUPFS) : Optional.empty());
        if (tells) {
            assertThat(node.cri().handlerFeatures()).containsOnlyKeys("", "runc", "runsc");
        } else {
            assertThat(node.cri().handlerFeatures()).isEmpty();
        }
        await("nothing left").atMost(PATIENCE).untilAsserted(() -> assertThat(node.leftovers()).isEmpty());
    }

    private String[] settings(DebianContainerd containerd) throws IOException {
        Path devices = Files.createDirectories(node.directory().resolve("cdi"));
        Files.writeString(devices.resolve("vendor.json"), """
                {"cdiVersion": "0.5.0", "kind": "vendor.test/device", "devices": [
                  {"name": "one", "containerEdits": {"env": ["DEVICE=one"]}}]}
                """);
        List<String> settings = new ArrayList<>(List.of("quarkus.containerd.cni.subnets=10.99.0.0/24",
                "quarkus.containerd.cri.unset-seccomp-profile=runtime/default"));
        if (containerd != DebianContainerd.V1_6) {
            settings.addAll(List.of("quarkus.containerd.cri.cdi.enabled=true",
                    "quarkus.containerd.cri.cdi.spec-dirs=" + devices,
                    "quarkus.containerd.nri.enabled=true",
                    "quarkus.containerd.nri.socket-path=" + nriSocket(),
                    "quarkus.containerd.nri.plugin-path=" + node.directory().resolve("nri")));
        }
        return settings.toArray(String[]::new);
    }

    private Path nriSocket() {
        return node.run().resolve("nri.sock");
    }

    private static void seccomp(KubernetesPod pod) throws IOException {
        String mode = "/bin/busybox grep Seccomp: /proc/self/status";
        Fields unconfined = new Fields().message(15, new Fields().number(1, 1));
        assertThat(pod.run("seccomp", mode, NONE, NONE).output()).isEqualTo("Seccomp:\t2");
        assertThat(pod.run("unconfined", mode, NONE, unconfined).output()).isEqualTo("Seccomp:\t0");
    }

    private static void devices(KubernetesPod pod, DebianContainerd containerd) throws IOException {
        Fields device = new Fields().message(17, new Fields().text(1, "vendor.test/device=one"));
        assertThat(pod.run("device", "echo device $DEVICE", device, NONE).output())
                .isEqualTo(containerd == DebianContainerd.V1_6 ? "device" : "device one");
    }

    private static void imageVolume(KubernetesPod pod, DebianContainerd containerd) throws IOException {
        Fields image = new Fields().text(1, PodImages.BUSYBOX);
        Fields volume = new Fields().message(7, new Fields().text(1, "/volume").number(3, 1).message(9, image));
        String script = "/bin/busybox cat /volume/www/index.html; echo >/volume/file";
        if (containerd == DebianContainerd.V2) {
            assertThat(pod.run("volume", script, volume, NONE).output()).contains(PodImages.PAGE, "Read-only file system");
        } else {
            assertThatThrownBy(() -> pod.run("volume", script, volume, NONE)).hasMessageContaining("failed to generate spec");
        }
    }

    /** containerd 2.x leaves the mapping of owners to the runtime, which old ones cannot; 1.7 copies the image's files. */
    private void userNamespace(DebianContainerd containerd) throws IOException {
        Fields mapping = new Fields().number(1, FIRST_USER).number(2, 0).number(3, 65536);
        Fields users = new Fields().message(5, new Fields().number(1, 0).message(2, mapping).message(3, mapping));
        String script = "echo $(/bin/busybox cat /proc/self/uid_map)";
        try (KubernetesPod pod = new KubernetesPod(node, "runc", "users",
                new Fields().message(2, new Fields().message(1, users)))) {
            if (containerd == DebianContainerd.V2 && !node.cri().handlerFeatures().get("runc").userNamespaces()) {
                assertThatThrownBy(() -> pod.run("users", script, NONE, new Fields().message(3, users)))
                        .hasMessageContaining("idmap mounts not supported");
            } else {
                assertThat(pod.run("users", script, NONE, new Fields().message(3, users)).output()).isEqualTo(
                        containerd == DebianContainerd.V1_6 ? "0 0 4294967295" : "0 " + FIRST_USER + " 65536");
            }
        }
    }
}
