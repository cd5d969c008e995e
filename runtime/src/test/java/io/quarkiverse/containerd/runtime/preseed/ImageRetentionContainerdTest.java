package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.cloud.tools.jib.api.buildplan.ImageFormat;

import io.quarkiverse.containerd.client.CriImage;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImageSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.RetrySettings;
import io.quarkiverse.containerd.runtime.preseed.store.RecordLabels;
import io.quarkiverse.containerd.testing.DebianContainerd;

/** Images that the preseed unpacks, pins and removes, and those that move to other content. */
@Tag("containerd")
class ImageRetentionContainerdTest extends PreseedFixture {

    private static final String SNAPSHOTTER = "overlayfs";

    private ImageSettings care;

    @BeforeEach
    void careForNothing() {
        care = ImageSettings.none();
    }

    private void run() throws Exception {
        preseed(settings(List.of("**"), care, FollowSettings.none())).run(node);
    }

    private static String id(String name) {
        return containerd.client().criImages().status(name).map(CriImage::id).orElse("none");
    }

    /** Waits until the Container Runtime Interface has another image under a name, and returns its identifier. */
    private static String awaitOtherId(String name, String old) {
        return await(name).until(() -> id(name), matches -> matches.startsWith("sha256:") && !matches.equals(old));
    }

    private void awaitPinned(String name, boolean pinned) {
        await(name).untilAsserted(() -> assertThat(containerd.client().criImages().status(name)).get()
                .extracting(CriImage::pinned).isEqualTo(pinned && version != DebianContainerd.V1_6));
    }

    @Test
    void unpacksWhatItIsToldTo() throws Exception {
        archives.jib(archive("k8s.io/fast.tar"), "registry.test/fast:1", ImageFormat.OCI, 100_000, 2_000_000);
        archives.oci(archive("k8s.io/slow.tar"), "registry.test/slow:1", 5000, 1);
        care = new ImageSettings(List.of("k8s.io/fast*"), List.of(), false, SNAPSHOTTER);

        run();

        assertThat(cri().snapshots(SNAPSHOTTER).list()).hasSize(2);
        assertThat(report("k8s.io/fast.tar").snapshotter()).hasValue(SNAPSHOTTER);
        assertThat(report("k8s.io/slow.tar").snapshotter()).isEmpty();
        assertThat(node.logged(Logger.Level.INFO)).anyMatch(
                line -> line.startsWith("k8s.io/fast.tar: ") && line.contains(", unpacked 2 layers, "));
        NamespaceDump.assertNothingIsLeft(cri());
        assertThat(cri().snapshots(SNAPSHOTTER).list()).hasSize(2);

        care = new ImageSettings(List.of("**"), List.of(), false, SNAPSHOTTER);
        run();
        assertThat(cri().snapshots(SNAPSHOTTER).list()).hasSize(3);
    }

    @Test
    void saysWhichKeyChoosesTheSnapshotter() throws Exception {
        archives.oci(archive("k8s.io/image.tar"), "registry.test/image:1", 5000, 1);
        care = new ImageSettings(List.of("**"), List.of(), false, "zebra");

        assertThatThrownBy(this::run).isInstanceOf(FailedArchivesException.class);

        assertThat(report("k8s.io/image.tar").error()).hasValueSatisfying(error -> assertThat(error)
                .startsWith("containerd has no snapshotter \"zebra\" to unpack into, only ")
                .endsWith("; set quarkus.containerd.preseed.snapshotter"));
        assertThat(node.signals()).isEmpty();
    }

    @Test
    void pinsUntilTheArchiveHasGone() throws Exception {
        Path archive = archives.oci(archive("k8s.io/pinned.tar"), "registry.test/pinned:1", 5000, 1);
        archives.oci(archive("k8s.io/other.tar"), "registry.test/other:1", 5000, 2);
        care = new ImageSettings(List.of(), List.of("*/pinned.tar"), false, SNAPSHOTTER);

        run();

        awaitPinned("registry.test/pinned:1", true);
        awaitPinned("registry.test/other:1", false);
        assertThat(report("k8s.io/pinned.tar").pinned()).isTrue();
        assertThat(report("k8s.io/other.tar").pinned()).isFalse();

        Files.delete(archive);
        run();
        awaitPinned("registry.test/pinned:1", false);
        assertThat(node.logged(Logger.Level.INFO))
                .contains("image registry.test/pinned:1 of namespace k8s.io is no longer pinned");
    }

    @Test
    void pinsAndRemovesTheRecordByDigestWithTheOther() throws Exception {
        Path archive = archives.oci(archive("k8s.io/digest.tar"), "registry.test/digest:1", 5000, 1);
        ArchiveSettings defaults = ArchiveSettings.defaults();
        care = new ImageSettings(List.of(), List.of("**"), true, SNAPSHOTTER);
        PreseedSettings settings = new PreseedSettings(directory, List.of("**"), new ArchiveSettings(defaults.limits(),
                defaults.spoolDirectory(), defaults.platforms(), false, true, false), ImportSettings.defaults(), care,
                FollowSettings.none(), RetrySettings.defaults());

        preseed(settings).run(node);

        Digest digest = new Digest(cri().images().get("registry.test/digest:1").orElseThrow().target().digest());
        String byDigest = "registry.test/digest@" + digest;
        awaitManaged("registry.test/digest:1");
        awaitManaged(byDigest);
        awaitPinned(byDigest, true);

        Files.delete(archive);
        preseed(settings).run(node);
        assertThat(images("k8s.io")).isEmpty();
    }

    @Test
    void leavesThePinsOfOthersAlone() throws Exception {
        String name = "registry.test/theirs:1";
        Path archive = archives.oci(archive("k8s.io/pinned.tar"), name, 5000, 1);
        run();
        cri().images().updateLabels(cri().images().get(name).orElseThrow(), Map.of(RecordLabels.PIN, RecordLabels.PINNED));
        care = new ImageSettings(List.of(), List.of("**"), false, SNAPSHOTTER);
        archives.oci(archive("k8s.io/ours.tar"), "registry.test/ours:1", 5000, 2);
        run();

        Files.delete(archive);
        Files.delete(archive("k8s.io/ours.tar"));
        run();

        assertThat(cri().images().get(name).orElseThrow().labels()).containsKey(RecordLabels.PIN)
                .doesNotContainKey(RecordLabels.PIN_OWNER);
        assertThat(cri().images().get("registry.test/ours:1").orElseThrow().labels()).doesNotContainKeys(RecordLabels.PIN,
                RecordLabels.PIN_OWNER);
    }

    @Test
    void removesTheImagesOfAnArchiveThatHasGone() throws Exception {
        Path archive = archives.oci(archive("k8s.io/gone.tar"), "registry.test/gone:1", 5000, 1);
        archives.oci(archive("k8s.io/stays.tar"), "registry.test/stays:1", 5000, 2);
        containerd.importArchive("k8s.io", archives.oci(temp.resolve("theirs.tar"), "registry.test/theirs:1", 5000, 3), false);
        care = new ImageSettings(List.of("**"), List.of(), true, SNAPSHOTTER);
        run();
        List<String> names = List.of("registry.test/gone:1", "registry.test/stays:1", "registry.test/theirs:1");
        names.forEach(PreseedFixture::awaitManaged);
        assertThat(images("k8s.io")).hasSize(6).containsAll(names);

        Files.delete(archive);
        Files.writeString(archive("k8s.io/bad.tar"), "not an archive");
        assertThatThrownBy(this::run).isInstanceOf(FailedArchivesException.class);
        assertThat(images("k8s.io")).as("with a bad archive nobody knows what it brings").hasSize(6);

        Files.delete(archive("k8s.io/bad.tar"));
        run();

        assertThat(images("k8s.io")).hasSize(4).contains("registry.test/stays:1", "registry.test/theirs:1");
        assertThat(node.logged(Logger.Level.INFO)).contains(
                "removed image registry.test/gone:1 of namespace k8s.io: no archive brings it any more");
        NamespaceDump.assertNothingIsLeft(cri());
        assertThat(cri().content().list()).hasSize(6);
        assertThat(cri().snapshots(SNAPSHOTTER).list()).hasSize(1);

        Path moved = Files.move(directory, temp.resolve("unmounted"));
        run();
        assertThat(moved).exists();
        assertThat(images("k8s.io")).as("a directory that is not there says nothing").hasSize(4);
    }

    @Test
    void movesAnImageForTheContainerRuntimeInterfaceToo() throws Exception {
        String name = "registry.test/app:latest";
        archives.oci(archive("k8s.io/app.tar"), name, 5000, 1);
        run();
        awaitManaged(name);
        ImageTarget old = cri().images().get(name).orElseThrow().target();
        String oldId = id(name);

        archives.oci(archive("k8s.io/app.tar"), name, 5000, 2);
        run();

        awaitManaged(name);
        String newId = awaitOtherId(name, oldId);
        assertThat(cri().images().get(name).orElseThrow().target()).isNotEqualTo(old);
        await().untilAsserted(() -> assertThat(images("k8s.io")).containsExactlyInAnyOrder(name, newId));
        assertThat(cri().images().get(newId).orElseThrow().target())
                .isEqualTo(cri().images().get(name).orElseThrow().target());
        await().untilAsserted(() -> assertThat(containerd.client().criImages().status(oldId)).isEmpty());
        NamespaceDump.assertNothingIsLeft(cri());
        assertThat(cri().content().list()).as("the old image's content is gone").hasSize(3);
    }

    @Test
    void keepsWhatAnotherNameOrAContainerNeedsOfAnImageThatHasMoved() throws Exception {
        String name = "registry.test/app:latest";
        archives.oci(archive("k8s.io/app.tar"), name, 5000, 1);
        run();
        awaitManaged(name);
        String firstId = id(name);
        containerd.ctr("k8s.io", "images", "tag", name, "registry.test/mine:1");
        awaitManaged("registry.test/mine:1");

        archives.oci(archive("k8s.io/app.tar"), name, 5000, 2);
        run();
        awaitManaged(name);
        String secondId = awaitOtherId(name, firstId);
        assertThat(cri().images().get(firstId)).isPresent();
        assertThat(id("registry.test/mine:1")).isEqualTo(firstId);

        containerd.ctr("k8s.io", "containers", "create", "--snapshotter", SNAPSHOTTER, secondId, "container");
        archives.oci(archive("k8s.io/app.tar"), name, 5000, 3);
        run();
        assertThat(cri().images().get(secondId)).isPresent();
        assertThat(node.logged(Logger.Level.INFO)).contains("image " + secondId
                + " of namespace k8s.io is to be removed, but stays while a container uses it");
        containerd.ctr("k8s.io", "containers", "rm", "container");
        run();
        assertThat(cri().images().get(secondId)).isEmpty();
        assertThat(cri().images().get(firstId)).isPresent();
    }

    @Test
    void aNameStaysWithTheArchiveWhoseImageCannotBeUnpacked() throws Exception {
        String name = "registry.test/shared:1";
        archives.oci(archive("k8s.io/b.tar"), name, 5000, 1);
        preseed(settings(List.of(), ImageSettings.none(), FollowSettings.none())).run(node);
        ImageTarget last = cri().images().get(name).orElseThrow().target();
        archives.oci(archive("k8s.io/a.tar"), name, 5000, 2);

        ImageSettings care = new ImageSettings(List.of("k8s.io/b.tar"), List.of(), false, "absent");
        assertThatThrownBy(() -> preseed(settings(List.of(), care, FollowSettings.none())).run(node))
                .isInstanceOf(FailedArchivesException.class)
                .hasMessage("2 of 2 image archives could not be loaded: k8s.io/a.tar, k8s.io/b.tar");

        assertThat(report("k8s.io/a.tar").error()).hasValueSatisfying(error -> assertThat(error)
                .contains("with other content, in k8s.io/b.tar"));
        assertThat(cri().images().get(name).orElseThrow().target()).isEqualTo(last);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1000, 100_000 })
    void anArchiveThatClaimsANameAndFailsLeavesItToTheOthers(int size) throws Exception {
        String name = "registry.test/shared:1";
        Path whole = archives.oci(archive("shared/a.tar"), name, 20_000, 1);
        containerd.importArchive("theirs", whole, false);
        // containerd takes no label as long as that, so the first record is written and the second is not
        archives.named(archive("shared/b.tar"), List.of(name, "registry.test/" + "long".repeat(1200) + ":1"), size, 2);
        care = new ImageSettings(List.of(), List.of(), true, SNAPSHOTTER);

        assertThatThrownBy(() -> preseed(new PreseedSettings(directory, List.of("**"), ArchiveSettings.defaults(),
                new ImportSettings(1, Duration.ofHours(1)), care, FollowSettings.none(), RetrySettings.defaults())).run(node))
                .isInstanceOf(FailedArchivesException.class)
                .hasMessage("1 of 2 image archives could not be loaded: shared/b.tar");

        assertThat(report("shared/b.tar").error().orElseThrow()).contains("label");
        assertThat(report("shared/a.tar").state()).isEqualTo(ArchiveReport.State.LOADED);
        assertThat(target("shared", name)).isEqualTo(target("theirs", name));
    }

    private static ImageTarget target(String namespace, String name) {
        return containerd.client().namespace(namespace).images().get(name).orElseThrow().target();
    }
}
