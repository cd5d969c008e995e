package io.quarkiverse.containerd.deployment.pods;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.containerd.client.CriContainerConfig;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/**
 * Images in archives that real tools have written, from the preseed directory to containers that run. The system property
 * {@code containerd.tools.versions} names the containerds.
 */
class ToolImagesTest {

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest().withEmptyApplication()
            .setApplicationName("node").setApplicationVersion("1").setRun(false);

    @ProdBuildResults
    ProdModeTestResults build;

    private PodNode node;

    static Stream<DebianContainerd> versions() {
        return Stream.of(System.getProperty("containerd.tools.versions", "V2").split(",")).map(DebianContainerd::valueOf);
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void run(DebianContainerd containerd, @TempDir Path work) throws Exception {
        node = new PodNode(build.getBuildDir().resolve("quarkus-app"), containerd.binaries());
        List<String> images = ToolImages.write(work, node.preseedDirectory());
        node.start("quarkus.containerd.grpc.after-preseed=true", "quarkus.containerd.cni.subnets=10.89.0.0/24");
        node.awaitNetwork();

        Pod pod = Pod.run(node, "runc");
        for (String image : images) {
            assertThat(node.client().criImages().status(image)).as(image).isPresent();
            String name = image.replaceAll("[/:.]", "-");
            String container = pod.start(new CriContainerConfig(name, image, List.of("/bin/busybox", "echo", "from " + image)));
            assertThat(pod.awaitEnd(container).exitCode()).as(image).isZero();
            assertThat(pod.log(name)).contains("stdout F from " + image);
        }
        pod.remove();
        node.stop();
    }
}
