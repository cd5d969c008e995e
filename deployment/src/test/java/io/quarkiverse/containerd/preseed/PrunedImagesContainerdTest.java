package io.quarkiverse.containerd.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.CriImage;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.DebianContainerd;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.RealContainerd;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.oci.ImageResolver;
import io.quarkiverse.containerd.oci.JsonDocuments;
import io.quarkiverse.containerd.oci.Platforms;

/** What pruning and pinning mean beside the Container Runtime Interface, which makes records of its own. */
@ParameterizedClass
@EnumSource(DebianContainerd.class)
class PrunedImagesContainerdTest {

    private static RealContainerd containerd;

    @Parameter
    DebianContainerd version;

    @TempDir
    Path temp;

    private final ImagePruner pruner = new ImagePruner(new ImageResolver(Platforms.host(), new JsonDocuments(100)), 1 << 20);
    private TestArchives archives;
    private NamespaceClient namespace;

    @BeforeParameterizedClassInvocation
    static void start(DebianContainerd version) {
        containerd = RealContainerd.start(version);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        containerd.close();
    }

    @BeforeEach
    void prepare() throws Exception {
        archives = new TestArchives(Files.createDirectory(temp.resolve("work")));
        namespace = containerd.client().namespace(CriImages.NAMESPACE);
        namespace.images().list().forEach(image -> namespace.images().delete(image.name(), false));
    }

    /** Imports content as the preseed does, and waits for the Container Runtime Interface to take notice. */
    private ImageTarget preseed(String name, int seed) throws Exception {
        Path archive = archives.oci(temp.resolve(seed + ".tar"), "registry.test/source:" + seed, 5000, seed);
        containerd.importArchive(CriImages.NAMESPACE, archive, true);
        ImageTarget target = namespace.images().get("registry.test/source:" + seed).orElseThrow().target();
        namespace.images().put(name, target, RecordLabels.owned("k8s.io/" + seed + ".tar", name, target));
        awaitManaged(name);
        namespace.images().delete("registry.test/source:" + seed, true);
        return target;
    }

    private void awaitManaged(String name) {
        await().until(() -> namespace.images().get(name).orElseThrow().labels().containsKey("io.cri-containerd.image"));
    }

    private List<String> names() {
        return namespace.images().list().stream().map(StoredImage::name).toList();
    }

    private List<BlobInfo> contentAfterCollection() {
        NamespaceDump.assertNothingIsLeft(namespace);
        return namespace.content().list();
    }

    @Test
    void freesAllThatAnImageTakes() throws Exception {
        preseed("registry.test/image:1", 11);
        assertThat(names()).hasSize(2).anyMatch(name -> name.startsWith("sha256:"));
        assertThat(namespace.snapshots("overlayfs").list()).isNotEmpty();

        PrunePlan plan = pruner.prune(namespace, Map.of());

        assertThat(plan.removed()).hasSize(2);
        assertThat(names()).isEmpty();
        assertThat(contentAfterCollection()).isEmpty();
        assertThat(namespace.snapshots("overlayfs").list()).isEmpty();
        await().untilAsserted(() -> assertThat(containerd.client().criImages().status("registry.test/image:1")).isEmpty());
    }

    @Test
    void leavesTheImageToAnotherName() throws Exception {
        preseed("registry.test/image:1", 31);
        containerd.ctr(CriImages.NAMESPACE, "images", "tag", "registry.test/image:1", "registry.test/mine:1");
        awaitManaged("registry.test/mine:1");

        pruner.prune(namespace, Map.of());

        assertThat(names()).hasSize(2).contains("registry.test/mine:1");
        assertThat(contentAfterCollection()).hasSize(3);
        await().untilAsserted(() -> assertThat(containerd.client().criImages().status("registry.test/mine:1"))
                .hasValueSatisfying(image -> assertThat(image.tags()).containsExactly("registry.test/mine:1")));
    }

    @Test
    void keepsTheImageOfAContainer() throws Exception {
        preseed("registry.test/image:1", 41);
        containerd.ctr(CriImages.NAMESPACE, "containers", "create", "registry.test/image:1", "container");

        assertThat(pruner.prune(namespace, Map.of()).used()).containsExactly("registry.test/image:1");

        assertThat(names()).hasSize(2);
        containerd.ctr(CriImages.NAMESPACE, "containers", "rm", "container");
        pruner.prune(namespace, Map.of());
        assertThat(names()).isEmpty();
        assertThat(contentAfterCollection()).isEmpty();
    }

    @Test
    void pinsImagesAndReleasesOnlyItsOwnPins() throws Exception {
        preseed("registry.test/image:1", 51);
        preseed("registry.test/theirs:1", 52);
        containerd.ctr(CriImages.NAMESPACE, "images", "label", "registry.test/theirs:1", "io.cri-containerd.pinned=pinned");

        ImagePins.pin(namespace, "k8s.io/image.tar", List.of("registry.test/image:1", "registry.test/theirs:1", "none"));

        assertPinned("registry.test/image:1", true);
        assertPinned("registry.test/theirs:1", true);
        assertThat(ImagePins.release(namespace, java.util.Set.of("registry.test/image:1"))).isEmpty();
        assertThat(ImagePins.release(namespace, java.util.Set.of())).containsExactly("registry.test/image:1");
        assertPinned("registry.test/image:1", false);
        assertPinned("registry.test/theirs:1", true);
    }

    private void assertPinned(String name, boolean pinned) {
        StoredImage image = namespace.images().get(name).orElseThrow();
        assertThat("pinned".equals(image.labels().get("io.cri-containerd.pinned"))).isEqualTo(pinned);
        boolean told = version != DebianContainerd.V1_6 && pinned;
        await().untilAsserted(() -> assertThat(containerd.client().criImages().status(name)).get()
                .extracting(CriImage::pinned).isEqualTo(told));
    }
}
