package io.quarkiverse.containerd.deployment.pods;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.CriContainerConfig;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/**
 * Images in archives of each form, some of them written by real tools, from the preseed directory to containers that run. The
 * system property {@code containerd.tools.versions} names the containerds.
 */
class ArchivedImagesTest {

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
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void run(DebianContainerd containerd, @TempDir Path work) throws Exception {
        node = new PodNode(build.getBuildDir().resolve("quarkus-app"), containerd.binaries());
        Map<String, Path> forms = ArchiveForms.write(work, node.preseedDirectory());
        List<String> images = new ArrayList<>(ToolImages.write(work, node.preseedDirectory()));
        images.addAll(forms.keySet());
        node.start("quarkus.containerd.grpc.after-preseed=true", "quarkus.containerd.cni.subnets=10.89.0.0/24");
        node.awaitNetwork();

        Pod pod = Pod.run(node, "runc");
        for (String image : images) {
            assertThat(node.client().criImages().status(image)).as(image).isPresent();
            String name = image.replaceAll("[/:.]", "-");
            String container = pod.start(new CriContainerConfig(name, image, List.of("/bin/busybox", "echo", "from " + image)));
            assertThat(pod.awaitEnd(container).exitCode()).as(image).isZero();
            pod.awaitLog(name, log -> assertThat(log).contains("stdout F from " + image));
        }
        pod.remove();
        Ctr ctr = new Ctr(containerd, node);
        assertAreWhole(ctr, CriImages.NAMESPACE);
        assertAreAsCtrImportsThem(ctr, forms);
        assertCanBeExported(ctr, images, work.resolve("exported"));
        node.stop();
    }

    private static void assertAreWhole(Ctr ctr, String namespace) throws Exception {
        assertThat(ctr.run(namespace, "images", "check").lines().skip(1)).isNotEmpty()
                .allMatch(line -> line.contains(" complete ("));
    }

    private void assertAreAsCtrImportsThem(Ctr ctr, Map<String, Path> archives) throws Exception {
        for (Path archive : archives.values()) {
            ctr.importImages("imported", archive);
        }
        assertThat(targets("imported").keySet()).isEqualTo(archives.keySet());
        assertThat(targets(CriImages.NAMESPACE)).containsAllEntriesOf(targets("imported"));
        Map<Digest, BlobInfo> ours = blobs(CriImages.NAMESPACE);
        Map<Digest, BlobInfo> theirs = blobs("imported");
        assertThat(ctr.run(CriImages.NAMESPACE, "content", "ls", "-q").lines()).hasSameSizeAs(ours.keySet())
                .containsAll(theirs.keySet().stream().map(Digest::value).toList());
        theirs.forEach((digest, blob) -> {
            assertThat(ours.get(digest).size()).isEqualTo(blob.size());
            assertThat(ours.get(digest).labels()).containsAllEntriesOf(blob.labels());
        });
    }

    private void assertCanBeExported(Ctr ctr, List<String> images, Path archive) throws Exception {
        ctr.exportImages(CriImages.NAMESPACE, archive, images);
        ctr.importImages("exported", archive);
        assertAreWhole(ctr, "exported");
        Map<String, ImageTarget> exported = targets("exported");
        assertThat(exported.keySet()).containsExactlyInAnyOrderElementsOf(images);
        Map<String, ImageTarget> ours = targets(CriImages.NAMESPACE);
        exported.forEach((name, target) -> assertThat(target.digest()).as(name).isEqualTo(ours.get(name).digest()));
    }

    private Map<String, ImageTarget> targets(String namespace) {
        return node.client().namespace(namespace).images().list().stream()
                .collect(Collectors.toMap(StoredImage::name, StoredImage::target));
    }

    private Map<Digest, BlobInfo> blobs(String namespace) {
        NamespaceClient content = node.client().namespace(namespace);
        content.leases().create(Duration.ofMinutes(1), Map.of()).closeAndCollect();
        return content.content().list().stream().collect(Collectors.toMap(BlobInfo::digest, blob -> blob));
    }
}
