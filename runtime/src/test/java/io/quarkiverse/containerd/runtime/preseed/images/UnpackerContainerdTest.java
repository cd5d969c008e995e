package io.quarkiverse.containerd.runtime.preseed.images;

import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.cloud.tools.jib.api.buildplan.ImageFormat;

import io.quarkiverse.containerd.client.BeforeCall;
import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.SnapshotInfo;
import io.quarkiverse.containerd.client.SnapshotStore;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.content.BlobPlacement;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.runtime.oci.ImageResolver;
import io.quarkiverse.containerd.runtime.oci.JsonDocuments;
import io.quarkiverse.containerd.runtime.oci.Platforms;
import io.quarkiverse.containerd.runtime.preseed.NamespaceDump;
import io.quarkiverse.containerd.runtime.preseed.TestArchives;
import io.quarkiverse.containerd.runtime.preseed.load.DiskSpace;
import io.quarkiverse.containerd.runtime.preseed.store.InterruptedImports;
import io.quarkiverse.containerd.runtime.preseed.store.Progress;
import io.quarkiverse.containerd.runtime.preseed.store.Snapshotters;

@Tag("containerd")
class UnpackerContainerdTest {

    private static final String SNAPSHOTTER = "overlayfs";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MIB = 1 << 20;

    private static ConnectedContainerd containerd;

    @TempDir
    Path temp;

    private TestArchives archives;
    private Unpacker unpacker;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Progress progress = new Progress(Duration.ZERO, System::nanoTime,
            (done, total) -> told.add(done + " of " + total));

    @BeforeAll
    static void start() {
        containerd = ConnectedContainerd.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (containerd != null) {
            containerd.close();
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        archives = new TestArchives(Files.createDirectory(temp.resolve("work")));
        unpacker = unpacker(SNAPSHOTTER);
    }

    private static Unpacker unpacker(String snapshotter) {
        return new Unpacker(new ImageResolver(Platforms.host(), new JsonDocuments(100)), new Snapshotters(snapshotter), HOUR,
                MIB, DiskSpace.of(containerd.client(), "overlayfs", new Disks(0)));
    }

    private ImageUnpacker.Unpacked unpack(String namespace) throws Exception {
        return unpacker.unpack(targets(namespace), namespace(namespace), containerd.client(), progress);
    }

    private static List<ImageTarget> targets(String namespace) {
        return namespace(namespace).images().list().stream().map(StoredImage::target).toList();
    }

    private static NamespaceClient namespace(String name) {
        return containerd.client().namespace(name);
    }

    @Test
    void leavesWhatContainerdsOwnUnpackingLeaves() throws Exception {
        List<Path> files = List.of(
                archives.jib(temp.resolve("oci.tar"), "registry.test/oci:1", ImageFormat.OCI, 100_000, 3_000_000),
                archives.jib(temp.resolve("docker-gzip.tar"), "registry.test/docker:1", ImageFormat.Docker, 100_000, 7),
                archives.docker(temp.resolve("docker.tar"), "plain"),
                archives.platforms(temp.resolve("platforms.tar"), "registry.test/platforms:1"),
                archives.withoutLayers(temp.resolve("none.tar"), "registry.test/none:1"));
        for (Path file : files) {
            containerd.importArchive("theirs", file, true);
            containerd.importArchive("ours", file, false);
        }

        ImageUnpacker.Unpacked unpacked = unpack("ours");

        Map<String, Object> dump = NamespaceDump.of(namespace("ours"), SNAPSHOTTER);
        assertThat(dump).isEqualTo(NamespaceDump.of(namespace("theirs"), SNAPSHOTTER));
        assertThat(dump.keySet()).filteredOn(key -> key.startsWith(SNAPSHOTTER)).hasSize(unpacked.layers()).hasSize(6);
        assertThat(unpacked.snapshotter()).isEqualTo(SNAPSHOTTER);
        assertThat(told).hasSizeGreaterThanOrEqualTo(6).last().asString().matches("(\\d+) of \\1");
        NamespaceDump.assertNothingIsLeft(namespace("ours"));

        assertThat(unpack("ours")).isEqualTo(new ImageUnpacker.Unpacked(SNAPSHOTTER, 0));
        assertThat(NamespaceDump.of(namespace("ours"), SNAPSHOTTER)).isEqualTo(dump);
    }

    @Test
    void aContainerNeedsNoFurtherUnpacking() throws Exception {
        containerd.importArchive("container",
                archives.jib(temp.resolve("image.tar"), "registry.test/image:1", ImageFormat.OCI, 10_000, 20_000), false);
        unpack("container");
        List<SnapshotInfo> before = namespace("container").snapshots(SNAPSHOTTER).list();

        containerd.ctr("container", "containers", "create", "registry.test/image:1", "one");

        List<SnapshotInfo> added = new ArrayList<>(namespace("container").snapshots(SNAPSHOTTER).list());
        added.removeAll(before);
        assertThat(added).singleElement().satisfies(snapshot -> {
            assertThat(snapshot.kind()).isEqualTo(SnapshotInfo.Kind.ACTIVE);
            assertThat(snapshot.parent()).isPresent();
        });
    }

    @Test
    void unpacksSharedLayersInParallel() throws Exception {
        for (int i = 0; i < 4; i++) {
            containerd.importArchive("parallel", archives.jib(temp.resolve(i + ".tar"), "registry.test/shared:" + i,
                    ImageFormat.OCI, 2_000_000, 1_000_000, 1000 + i), false);
        }
        // one with and one without knowledge of the other, as another process would have none
        List<Unpacker> unpackers = List.of(unpacker, unpacker, unpacker(SNAPSHOTTER));
        List<Callable<ImageUnpacker.Unpacked>> tasks = unpackers.stream().<Callable<ImageUnpacker.Unpacked>> map(
                each -> () -> each.unpack(targets("parallel"), namespace("parallel"), containerd.client(), progress)).toList();
        ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<ImageUnpacker.Unpacked> future : executor.invokeAll(tasks)) {
                future.get();
            }
        } finally {
            executor.shutdownNow();
        }

        assertThat(namespace("parallel").snapshots(SNAPSHOTTER).list()).hasSize(6)
                .extracting(SnapshotInfo::kind).containsOnly(SnapshotInfo.Kind.COMMITTED);
        NamespaceDump.assertNothingIsLeft(namespace("parallel"));
        assertThat(namespace("parallel").snapshots(SNAPSHOTTER).list()).hasSize(6);
    }

    @Test
    void unpacksALayerThatSeveralNeedOnce() throws Exception {
        containerd.importArchive("once", archives.jib(temp.resolve("image.tar"), "registry.test/image:1", ImageFormat.OCI,
                2_000_000, 1_000_000), false);
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            int layers = 0;
            Callable<ImageUnpacker.Unpacked> task = () -> unpack("once");
            for (Future<ImageUnpacker.Unpacked> future : executor.invokeAll(Collections.nCopies(4, task))) {
                layers += future.get().layers();
            }
            assertThat(layers).isEqualTo(2);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void unpacksAgainWhatHasLostItsSnapshot() throws Exception {
        containerd.importArchive("lost", archives.oci(temp.resolve("image.tar"), "registry.test/image:1", 5000, 7), false);
        assertThat(unpack("lost").layers()).isEqualTo(1);
        SnapshotStore snapshots = namespace("lost").snapshots(SNAPSHOTTER);
        snapshots.remove(snapshots.list().get(0).name());

        assertThat(unpack("lost").layers()).isEqualTo(1);
        assertThat(snapshots.list()).hasSize(1);
    }

    @Test
    void refusesALayerThatIsNotWhatTheConfigurationSaysAndLeavesNothing() throws Exception {
        containerd.importArchive("wrong", archives.wrongDiffId(temp.resolve("wrong.tar"), "registry.test/wrong:1"), false);

        assertThatThrownBy(() -> unpack("wrong")).isInstanceOf(IOException.class)
                .hasMessageMatching("cannot be unpacked: layer sha256:\\w+ unpacks to sha256:\\w+, but the image's"
                        + " configuration says sha256:\\w+");

        NamespaceDump.assertNothingIsLeft(namespace("wrong"));
        assertThat(namespace("wrong").snapshots(SNAPSHOTTER).list()).isEmpty();
    }

    @Test
    void takesTheSnapshotterOfTheNamespace() throws Exception {
        Path archive = archives.oci(temp.resolve("image.tar"), "registry.test/image:1", 5000, 5);
        containerd.importArchive("native", archive, false);
        containerd.ctr("native", "namespaces", "label", "native", "containerd.io/defaults/snapshotter=native");

        assertThat(unpack("native")).isEqualTo(new ImageUnpacker.Unpacked("native", 1));

        assertThat(namespace("native").snapshots("native").list()).hasSize(1);
        assertThat(namespace("native").snapshots(SNAPSHOTTER).list()).isEmpty();
    }

    @Test
    void saysWhichSnapshottersThereAre() throws Exception {
        containerd.importArchive("absent", archives.oci(temp.resolve("image.tar"), "registry.test/image:1", 5000, 6), false);

        unpacker = unpacker("zebra");
        assertThatThrownBy(() -> unpack("absent")).isInstanceOf(IOException.class)
                .hasMessageContaining("containerd has no snapshotter \"zebra\" to unpack into, only ")
                .hasMessageContaining("native").hasMessageContaining("overlayfs");
        unpacker = unpacker("devmapper");
        assertThatThrownBy(() -> unpack("absent")).isInstanceOf(IOException.class)
                .hasMessageContaining("the snapshotter \"devmapper\" to unpack into does not run: ");
    }

    @Test
    void completesWhatACrashOfContainerdCutShort() throws Exception {
        Path archive = archives.layers(temp.resolve("large.tar"), "registry.test/large:1", 1000, 60_000_000);
        try (ConnectedContainerd fragile = ConnectedContainerd.start()) {
            fragile.importArchive("crash", archive, false);
            NamespaceClient namespace = fragile.client().namespace("crash");
            List<ImageTarget> targets = namespace.images().list().stream().map(StoredImage::target).toList();
            AtomicReference<Exception> failure = new AtomicReference<>();
            CountDownLatch killed = new CountDownLatch(1);
            // containerd may be faster than this test
            BeforeCall end = new BeforeCall("Snapshots/Commit", 2, () -> awaitUninterruptibly(killed));
            Thread first = new Thread(() -> {
                try (ContainerdConnection client = new ContainerdConnection(fragile.socket(), end)) {
                    unpacker.unpack(targets, client.client().namespace("crash"), client.client(), progress);
                } catch (Exception e) {
                    failure.set(e);
                }
            });
            first.start();
            await().pollInterval(Duration.ofMillis(1)).until(() -> namespace.snapshots(SNAPSHOTTER).list().size() == 2);
            fragile.kill();
            killed.countDown();
            first.join(60_000);
            assertThat(failure.get()).isNotNull();

            fragile.run();
            assertThat(namespace.snapshots(SNAPSHOTTER).list()).extracting(SnapshotInfo::kind)
                    .containsExactlyInAnyOrder(SnapshotInfo.Kind.COMMITTED, SnapshotInfo.Kind.ACTIVE);
            InterruptedImports interrupted = InterruptedImports.find(List.of(namespace),
                    new BlobPlacement(fragile.client(), notice -> {
                    }));
            assertThat(interrupted.leases()).containsValue(1);
            interrupted.release();
            assertThat(unpacker.unpack(targets, namespace, fragile.client(), progress).layers()).isPositive();

            NamespaceDump.assertNothingIsLeft(namespace);
            assertThat(namespace.snapshots(SNAPSHOTTER).list()).hasSize(2).extracting(SnapshotInfo::kind)
                    .containsOnly(SnapshotInfo.Kind.COMMITTED);
        }
    }

    @Test
    void aLayerIsLabelledBeforeItsSnapshotIsThere() throws Exception {
        containerd.importArchive("labels",
                archives.layers(temp.resolve("image.tar"), "registry.test/labels:1", 1000), false);
        NamespaceClient namespace = namespace("labels");
        List<BlobInfo> labelled = new ArrayList<>();
        BeforeCall commit = new BeforeCall("Snapshots/Commit",
                () -> labelled.addAll(namespace.content().listByLabel("containerd.io/uncompressed")));
        try (ContainerdConnection client = new ContainerdConnection(containerd.socket(), commit)) {
            unpacker.unpack(targets("labels"), client.client().namespace("labels"), client.client(), progress);
        }

        assertThat(labelled).hasSize(1).isEqualTo(namespace.content().listByLabel("containerd.io/uncompressed"));
    }

    @Test
    void anInterruptEndsAnUnpackingAndWhatItHasBegun() throws Exception {
        containerd.importArchive("interrupt",
                archives.layers(temp.resolve("large.tar"), "registry.test/large:1", 60_000_000), false);
        AtomicReference<Exception> failure = new AtomicReference<>();
        CountDownLatch interrupted = new CountDownLatch(1);
        // containerd may be faster than this test
        BeforeCall end = new BeforeCall("Snapshots/Commit", () -> awaitUninterruptibly(interrupted));
        Thread thread = new Thread(() -> {
            try (ContainerdConnection client = new ContainerdConnection(containerd.socket(), end)) {
                unpacker.unpack(targets("interrupt"), client.client().namespace("interrupt"), client.client(), progress);
            } catch (Exception e) {
                failure.set(e);
            }
        });
        thread.start();
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> !namespace("interrupt").snapshots(SNAPSHOTTER).list().isEmpty());
        thread.interrupt();
        interrupted.countDown();
        thread.join(60_000);

        assertThat(thread.isAlive()).isFalse();
        assertThat(failure.get()).isNotNull();
        NamespaceDump.assertNothingIsLeft(namespace("interrupt"));
        assertThat(namespace("interrupt").snapshots(SNAPSHOTTER).list()).isEmpty();
    }

    @Test
    void aLeftoverOfAnotherUnpackingDoesNotMatter() throws Exception {
        containerd.importArchive("leftover",
                archives.jib(temp.resolve("image.tar"), "registry.test/image:1", ImageFormat.OCI, 10_000, 20_000), false);
        NamespaceClient namespace = namespace("leftover");
        namespace.leases().create(HOUR, Map.of()).snapshots(SNAPSHOTTER).prepare("extract-1-abc sha256:0",
                java.util.Optional.empty());

        assertThat(unpack("leftover").layers()).isEqualTo(2);

        assertThat(namespace.snapshots(SNAPSHOTTER).list()).extracting(SnapshotInfo::kind)
                .containsExactlyInAnyOrder(SnapshotInfo.Kind.COMMITTED, SnapshotInfo.Kind.COMMITTED, SnapshotInfo.Kind.ACTIVE);
    }
}
