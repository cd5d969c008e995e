package io.quarkiverse.containerd.runtime.preseed.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.CriImage;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.oci.ImageResolver;
import io.quarkiverse.containerd.runtime.oci.JsonDocuments;
import io.quarkiverse.containerd.runtime.oci.Platforms;
import io.quarkiverse.containerd.runtime.preseed.NamespaceDump;
import io.quarkiverse.containerd.runtime.preseed.PreseedFixture;
import io.quarkiverse.containerd.runtime.preseed.store.RecordLabels;
import io.quarkiverse.containerd.testing.DebianContainerd;

/** What pruning and pinning mean beside the Container Runtime Interface, which makes records of its own. */
@Tag("containerd")
class PrunedImagesContainerdTest extends PreseedFixture {

    private final ImagePruner pruner = new ImagePruner(new ImageResolver(Platforms.host(), new JsonDocuments(100)), 1 << 20);

    /** Imports content as the preseed does, and waits for the Container Runtime Interface to take notice. */
    private ImageTarget preseed(String name, int seed) throws Exception {
        Path archive = archives.oci(temp.resolve(seed + ".tar"), "registry.test/source:" + seed, 5000, seed);
        containerd.importArchive(CriImages.NAMESPACE, archive, true);
        ImageTarget target = cri().images().get("registry.test/source:" + seed).orElseThrow().target();
        cri().images().put(name, target, RecordLabels.owned("k8s.io/" + seed + ".tar", name, target));
        awaitManaged(name);
        cri().images().delete("registry.test/source:" + seed, true);
        return target;
    }

    private List<BlobInfo> contentAfterCollection() {
        NamespaceDump.assertNothingIsLeft(cri());
        return cri().content().list();
    }

    @Test
    void freesAllThatAnImageTakes() throws Exception {
        preseed("registry.test/image:1", 11);
        assertThat(images(CriImages.NAMESPACE)).hasSize(2).anyMatch(name -> name.startsWith("sha256:"));
        assertThat(cri().snapshots("overlayfs").list()).isNotEmpty();

        PruneDecision plan = pruner.prune(cri(), Map.of());

        assertThat(plan.removed()).hasSize(2);
        assertThat(images(CriImages.NAMESPACE)).isEmpty();
        assertThat(contentAfterCollection()).isEmpty();
        assertThat(cri().snapshots("overlayfs").list()).isEmpty();
        await().untilAsserted(() -> assertThat(containerd.client().criImages().status("registry.test/image:1")).isEmpty());
    }

    @Test
    void leavesTheImageToAnotherName() throws Exception {
        preseed("registry.test/image:1", 31);
        containerd.ctr(CriImages.NAMESPACE, "images", "tag", "registry.test/image:1", "registry.test/mine:1");
        awaitManaged("registry.test/mine:1");

        pruner.prune(cri(), Map.of());

        assertThat(images(CriImages.NAMESPACE)).hasSize(2).contains("registry.test/mine:1");
        assertThat(contentAfterCollection()).hasSize(3);
        await().untilAsserted(() -> assertThat(containerd.client().criImages().status("registry.test/mine:1"))
                .hasValueSatisfying(image -> assertThat(image.tags()).containsExactly("registry.test/mine:1")));
    }

    @Test
    void keepsTheImageOfAContainer() throws Exception {
        preseed("registry.test/image:1", 41);
        containerd.ctr(CriImages.NAMESPACE, "containers", "create", "registry.test/image:1", "container");

        assertThat(pruner.prune(cri(), Map.of()).used()).containsExactly("registry.test/image:1");

        assertThat(images(CriImages.NAMESPACE)).hasSize(2);
        containerd.ctr(CriImages.NAMESPACE, "containers", "rm", "container");
        pruner.prune(cri(), Map.of());
        assertThat(images(CriImages.NAMESPACE)).isEmpty();
        assertThat(contentAfterCollection()).isEmpty();
    }

    @Test
    void pinsImagesAndReleasesOnlyItsOwnPins() throws Exception {
        preseed("registry.test/image:1", 51);
        preseed("registry.test/theirs:1", 52);
        containerd.ctr(CriImages.NAMESPACE, "images", "label", "registry.test/theirs:1", "io.cri-containerd.pinned=pinned");

        ImagePins.pin(cri(), "k8s.io/image.tar", List.of("registry.test/image:1", "registry.test/theirs:1", "none"));

        assertPinned("registry.test/image:1", true);
        assertPinned("registry.test/theirs:1", true);
        assertThat(ImagePins.release(cri(), Set.of("registry.test/image:1"))).isEmpty();
        assertThat(ImagePins.release(cri(), Set.of())).containsExactly("registry.test/image:1");
        assertPinned("registry.test/image:1", false);
        assertPinned("registry.test/theirs:1", true);
    }

    private void assertPinned(String name, boolean pinned) {
        StoredImage image = cri().images().get(name).orElseThrow();
        assertThat("pinned".equals(image.labels().get("io.cri-containerd.pinned"))).isEqualTo(pinned);
        boolean told = version != DebianContainerd.V1_6 && pinned;
        await().untilAsserted(() -> assertThat(containerd.client().criImages().status(name)).get()
                .extracting(CriImage::pinned).isEqualTo(told));
    }
}
