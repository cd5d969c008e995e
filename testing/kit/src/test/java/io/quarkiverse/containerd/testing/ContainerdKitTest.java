package io.quarkiverse.containerd.testing;

import static io.quarkiverse.containerd.testing.ContainerdAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.CriClient.ExecResult;
import io.quarkiverse.containerd.client.CriContainerStatus.State;

/** The kit without Quarkus, on each version. */
@ContainerdTest(versions = { DebianContainerd.V1_6, DebianContainerd.V1_7, DebianContainerd.V2 })
class ContainerdKitTest {

    private static final Set<String> VERSIONS = new HashSet<>();
    private static final Set<Path> DIRECTORIES = new HashSet<>();

    @Test
    void eachRunOfTheClassHasAnotherVersion(Containerd containerd) {
        assertThat(VERSIONS.add(containerd.version())).isTrue();
        assertThat(DebianContainerd.values()).anyMatch(version -> containerd.version().matches(version.versions()));
    }

    @Test
    void nothingIsLeftOfTheVersionBefore(Containerd containerd) {
        assertThat(DIRECTORIES).allSatisfy(directory -> assertThat(directory).doesNotExist());
        DIRECTORIES.add(containerd.directory());
    }

    @Test
    void bringsImagesAndRemovesThem(Containerd containerd, ContainerdClient client) {
        containerd.load("apps", ImageArchive.of("localhost/app:1", "localhost/app:latest").file("etc/motd", "hello"));
        containerd.load(ImageArchive.of("localhost/other:1").resource("etc/motd", "images/motd"));
        assertThat(client.namespace("apps")).hasOnlyImages("localhost/app:1", "localhost/app:latest");
        assertThat(client.namespace("k8s.io")).hasImage("localhost/other:1").hasNoImage("localhost/app:1");
        assertThatThrownBy(() -> assertThat(client.namespace("apps")).hasImage("localhost/absent:1"))
                .isInstanceOf(AssertionError.class).hasMessageContaining("localhost/absent:1")
                .hasMessageContaining("its images are [localhost/app:1, localhost/app:latest]");

        containerd.reset();

        assertThat(client.namespace("apps")).hasOnlyImages();
        assertThat(client.namespace("apps").content().list()).isEmpty();
        assertThat(client.namespace("k8s.io")).hasOnlyImages();
    }

    @Test
    void haltsKillsAndStartsContainerd(Containerd containerd) throws IOException {
        long pid = containerd.process().pid();
        containerd.stopContainerd();
        // the kernel tells it once containerd has taken the signal
        await().untilAsserted(() -> assertThat(Files.readString(Path.of("/proc/" + pid + "/stat"))).contains(") T "));
        containerd.continueContainerd();
        containerd.awaitStarted();

        containerd.load("kept", ImageArchive.of("localhost/kept:1").file("a", "b"));
        containerd.killContainerd();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        containerd.startContainerd();
        containerd.awaitLog("containerd successfully booted");
        assertThat(containerd.client().namespace("kept")).hasImage("localhost/kept:1");
    }

    @Test
    void runsPods(Pods pods, ContainerdClient client) throws Exception {
        ImageArchive web = ImageArchive.of("localhost/web:1").busybox().layer().file("www/index.html", "a page")
                .environment("GREETING", "say \"hello\"")
                .entrypoint("/bin/sh", "-c", "echo serves; echo \"$GREETING\" >&2; exec busybox httpd -f -p 80 -h /www");
        try (Pod pod = pods.run(web)) {
            pod.awaitLog("serves\n");
            pod.awaitLog("say \"hello\"\n");
            pod.awaitPort(80);
            assertThat(get(pod)).isEqualTo("a page");
            Files.writeString(pod.file("/www/index.html"), "another page");
            assertThat(get(pod)).isEqualTo("another page");
            ExecResult result = pod.exec("/bin/sh", "-c", "busybox cat /www/index.html; exit 3");
            assertThat(result.stdout()).isEqualTo("another page");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(client.cri().listPodSandboxes()).containsExactly(pod.id());
            assertThatThrownBy(() -> pod.file("../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(client.cri().listPodSandboxes()).isEmpty();

        Pod failing = pods.run("localhost/web:1", "/bin/sh", "-c", "exit 5");
        assertThat(failing.awaitExit()).isEqualTo(5);
        assertThat(failing.status().state()).isEqualTo(State.EXITED);
        // not closed: the kit removes it
    }

    private static String get(Pod pod) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://" + pod.address())).build(),
                BodyHandlers.ofString()).body();
    }
}
