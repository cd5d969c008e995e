package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.PullReport;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImageSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.testing.RealContainerd;
import io.quarkiverse.containerd.testing.RealRegistry;

/** The preseed of a directory whose changes count. */
@Tag("containerd")
class FollowContainerdTest extends PreseedFixture {

    private static final String PRESEED = "root.preseed";
    private static final Duration QUIET = Duration.ofMillis(400);
    /** The quiet period of what is written slowly: a machine that is busy for so long looks like an end of the writing. */
    private static final Duration LONG_QUIET = Duration.ofMillis(1200);
    private static final FollowSettings WATCH = new FollowSettings(true, false, QUIET);
    private static final FollowSettings RESCAN = new FollowSettings(false, true, QUIET);

    private Preseed preseed;
    private PreseedTree tree;

    private void start(List<String> required, ImageSettings care, FollowSettings follow) {
        PreseedSettings settings = settings(required, care, follow);
        preseed = preseed(settings);
        tree = new PreseedTree(preseed, settings.retry().backoff());
    }

    private void watch(String... required) {
        start(List.of(required), ImageSettings.none(), WATCH);
    }

    private void watchSlowWriting() {
        start(List.of("**"), ImageSettings.none(), new FollowSettings(true, false, LONG_QUIET));
    }

    @AfterEach
    void end() {
        if (tree != null) {
            tree.close();
        }
    }

    private void awaitState(String path, ArchiveReport.State state) {
        await(path).untilAsserted(() -> assertThat(reports.report().archives()).filteredOn(report -> report.path().equals(path))
                .extracting(ArchiveReport::state).containsExactly(state));
    }

    private void awaitHealthy() {
        await().untilAsserted(() -> {
            assertThat(tree.state(PRESEED)).hasValue(NodeState.HEALTHY);
            assertThat(tree.state(PRESEED + ".watch")).hasValue(NodeState.HEALTHY);
        });
    }

    /** Writes a file piece by piece, and takes longer than the quiet period for it. */
    private static void writeSlowly(byte[] bytes, Path target) throws IOException {
        int[] written = { 0 };
        int piece = bytes.length / 25;
        try (OutputStream out = Files.newOutputStream(target)) {
            await().pollInterval(LONG_QUIET.dividedBy(20)).until(() -> {
                int length = Math.min(piece, bytes.length - written[0]);
                out.write(bytes, written[0], length);
                written[0] += length;
                return written[0] == bytes.length;
            });
        }
    }

    private long timesLogged(Logger.Level atLeast, String start) {
        return tree.logged(atLeast).stream().filter(line -> line.startsWith(start)).count();
    }

    @Test
    void loadsAnArchiveOnceItHasBeenWrittenCompletely() throws Exception {
        Path whole = archives.oci(temp.resolve("whole.tar"), "registry.test/slow:1", 3_000_000, 1);
        watchSlowWriting();
        awaitHealthy();
        Files.createDirectories(archive("k8s.io"));

        writeSlowly(Files.readAllBytes(whole), archive("k8s.io/slow.tar"));

        awaitState("k8s.io/slow.tar", ArchiveReport.State.LOADED);
        assertThat(timesLogged(Logger.Level.INFO, "k8s.io/slow.tar is being written")).isEqualTo(1);
        assertThat(timesLogged(Logger.Level.INFO, "k8s.io/slow.tar: 1 image ")).isEqualTo(1);
        assertThat(tree.logged(Logger.Level.WARN)).isEmpty();
        assertThat(report("k8s.io/slow.tar").bytesSent()).isGreaterThan(3_000_000);
        assertThat(images("k8s.io")).contains("registry.test/slow:1");
        assertThat(tree.restarts(PRESEED)).isZero();
    }

    @Test
    void loadsADirectoryOnceItHasBeenWrittenCompletely() throws Exception {
        Path layout = TestArchives.extract(
                archives.oci(temp.resolve("whole.tar"), "registry.test/layout:1", 3_000_000, 1), temp.resolve("layout"));
        watchSlowWriting();
        awaitHealthy();

        Path target = archive("k8s.io/layout");
        Files.createDirectories(target.resolve("blobs/sha256"));
        for (String name : List.of("oci-layout", "index.json")) {
            Files.copy(layout.resolve(name), target.resolve(name));
        }
        try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
            for (Path blob : blobs.toList()) {
                Path copy = target.resolve("blobs/sha256").resolve(blob.getFileName());
                if (Files.size(blob) > 1_000_000) {
                    writeSlowly(Files.readAllBytes(blob), copy);
                } else {
                    Files.copy(blob, copy);
                }
            }
        }

        awaitState("k8s.io/layout", ArchiveReport.State.LOADED);
        assertThat(tree.logged(Logger.Level.WARN)).isEmpty();
    }

    @Test
    void seesADirectoryThatIsMadeLaterAndTakesWhatWasMovedThereAtOnce() throws Exception {
        Files.delete(directory);
        Path old = archives.oci(temp.resolve("old.tar"), "registry.test/moved:1", 5000, 1);
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(3600)));
        start(List.of("**"), ImageSettings.none(), new FollowSettings(true, false, Duration.ofHours(1)));
        awaitHealthy();

        Files.createDirectories(archive("k8s.io"));
        Files.move(old, archive("k8s.io/moved.tar"));

        awaitState("k8s.io/moved.tar", ArchiveReport.State.LOADED);
    }

    @Test
    void aBadArchiveLeavesTheNodeHealthyAndIsLoadedWhenItIsReplaced() throws Exception {
        archives.oci(archive("k8s.io/good.tar"), "registry.test/good:1", 5000, 1);
        watch("**");
        awaitHealthy();

        Files.writeString(archive("k8s.io/bad.tar"), "not an archive");
        awaitState("k8s.io/bad.tar", ArchiveReport.State.FAILED);
        assertThat(reports.report().requiredLoaded()).isFalse();
        assertThat(tree.state(PRESEED)).hasValue(NodeState.HEALTHY);

        Path good = archives.oci(temp.resolve("next.tar"), "registry.test/next:1", 5000, 2);
        Files.move(good, archive("k8s.io/bad.tar"), StandardCopyOption.ATOMIC_MOVE);
        awaitState("k8s.io/bad.tar", ArchiveReport.State.LOADED);
        assertThat(tree.restarts(PRESEED)).isZero();
        assertThat(timesLogged(Logger.Level.ERROR, "k8s.io/bad.tar could not be loaded: ")).isEqualTo(1);
        assertThat(timesLogged(Logger.Level.DEBUG, "k8s.io/good.tar is still present")).as("is not loaded again").isZero();
    }

    @Test
    void namesThatCannotBeDecodedAreRefusedOnce() throws Exception {
        Path whole = archives.oci(temp.resolve("whole.tar"), "registry.test/bytes:1", 5000, 1);
        Files.createDirectories(archive("k8s.io"));
        List<String> names = List.of("k8s.io/a%E8.tar", "k8s.io/a%E9.tar");
        for (String name : names) {
            Files.copy(whole, Path.of(URI.create(directory.toUri() + name)));
        }
        watch("k8s.io/good.tar");
        for (String name : names) {
            awaitState(name, ArchiveReport.State.FAILED);
            assertThat(report(name).error().orElseThrow()).contains("its name has bytes that are no characters in",
                    "rename it");
        }

        archives.oci(archive("k8s.io/good.tar"), "registry.test/good:1", 5000, 2);

        awaitState("k8s.io/good.tar", ArchiveReport.State.LOADED);
        awaitHealthy();
        for (String name : names) {
            assertThat(report(name).state()).isEqualTo(ArchiveReport.State.FAILED);
            assertThat(timesLogged(Logger.Level.DEBUG, name + " could not be loaded: ")).as("attempts").isEqualTo(1);
        }
        assertThat(images("k8s.io")).doesNotContain("registry.test/bytes:1");
    }

    @Test
    void aRequiredArchiveThatIsMissingHoldsTheNodeUntilItComes() throws Exception {
        watch("k8s.io/base.tar");
        awaitState("k8s.io/base.tar", ArchiveReport.State.FAILED);
        assertThat(tree.state(PRESEED)).hasValue(NodeState.NEW);

        archives.oci(archive("k8s.io/base.tar"), "registry.test/base:1", 5000, 1);
        awaitState("k8s.io/base.tar", ArchiveReport.State.LOADED);
        awaitHealthy();
    }

    @Test
    void removesAndReleasesWhenAnArchiveIsDeleted() throws Exception {
        Path gone = archives.oci(archive("k8s.io/gone.tar"), "registry.test/gone:1", 5000, 1);
        archives.oci(archive("k8s.io/stays.tar"), "registry.test/stays:1", 5000, 2);
        start(List.of("**"), new ImageSettings(List.of(), List.of("**"), true, "overlayfs"), WATCH);
        awaitHealthy();
        List.of("registry.test/gone:1", "registry.test/stays:1").forEach(PreseedFixture::awaitManaged);

        Files.delete(gone);

        await().untilAsserted(() -> assertThat(images("k8s.io")).hasSize(2).contains("registry.test/stays:1"));
        assertThat(cri().images().get("registry.test/stays:1").orElseThrow().labels())
                .containsEntry("io.cri-containerd.pinned", "pinned");
        assertThat(reports.report().archives()).extracting(ArchiveReport::path).containsExactly("k8s.io/stays.tar");
    }

    @Test
    void rescansWhenItIsAskedTo() throws Exception {
        start(List.of("**"), ImageSettings.none(), new FollowSettings(false, true, LONG_QUIET));
        await().until(() -> tree.state(PRESEED).equals(Optional.of(NodeState.HEALTHY)));
        assertThat(tree.state(PRESEED + ".watch")).isEmpty();
        Path whole = archives.oci(temp.resolve("whole.tar"), "registry.test/slow:1", 1_000_000, 1);
        Files.createDirectories(archive("k8s.io"));

        byte[] bytes = Files.readAllBytes(whole);
        Files.write(archive("k8s.io/slow.tar"), Arrays.copyOf(bytes, bytes.length / 2));
        preseed.rescan();
        await().until(() -> timesLogged(Logger.Level.INFO, "k8s.io/slow.tar is being written") == 1);
        Files.write(archive("k8s.io/slow.tar"), bytes);

        awaitState("k8s.io/slow.tar", ArchiveReport.State.LOADED);
        assertThat(tree.logged(Logger.Level.WARN)).isEmpty();
    }

    @Test
    void aRescanSeesALinkThatLeadsElsewhere() throws Exception {
        Path link = archive("k8s.io/linked.tar");
        Path one = archives.oci(temp.resolve("1.tar"), "registry.test/link:1", 5000, 1);
        Path two = archives.oci(temp.resolve("2.tar"), "registry.test/link:2", 5000, 2);
        for (Path target : List.of(one, two)) {
            Files.setLastModifiedTime(target, FileTime.from(Instant.now().minusSeconds(3600)));
        }
        Files.setLastModifiedTime(two, Files.getLastModifiedTime(one));
        assertThat(two).hasSize(Files.size(one));
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, one);
        start(List.of("**"), ImageSettings.none(), RESCAN);
        awaitState("k8s.io/linked.tar", ArchiveReport.State.LOADED);
        assertThat(report("k8s.io/linked.tar").images()).contains("registry.test/link:1");

        Files.delete(link);
        Files.createSymbolicLink(link, two);
        preseed.rescan();

        await().untilAsserted(() -> assertThat(report("k8s.io/linked.tar").images()).contains("registry.test/link:2"));
        assertThat(images("k8s.io")).contains("registry.test/link:2");
    }

    @Test
    void triesARequiredArchiveAgainWhileOthersAreBeingLoaded() throws Exception {
        archives.oci(temp.resolve("good.tar"), "registry.test/good:1", 5000, 1);
        archives.oci(archive("k8s.io/large.tar"), "registry.test/large:1", 5_000_000, 2);
        Files.writeString(archive("k8s.io/required.tar"), "not an archive");
        AtomicReference<ArchiveReport.State> largeMeanwhile = new AtomicReference<>();
        PausedUpload midway = new PausedUpload(3_000_000, () -> {
            move("good.tar", "k8s.io/required.tar");
            awaitState("k8s.io/required.tar", ArchiveReport.State.LOADED);
            largeMeanwhile.set(report("k8s.io/large.tar").state());
        });
        // its content directory cannot be seen from here, so that all bytes are sent
        try (ConnectedContainerd hidden = ConnectedContainerd.start(RealContainerd.Setup.of(version).onDisk(64 << 20));
                ContainerdConnection client = new ContainerdConnection(hidden.socket(), midway)) {
            PreseedSettings settings = settings(List.of("*/required.tar"), ImageSettings.none(), FollowSettings.none());
            tree = new PreseedTree(new Preseed(settings, client::client, reports), settings.retry().backoff());

            await().until(() -> tree.state(PRESEED).equals(Optional.of(NodeState.DONE)));
        }

        assertThat(largeMeanwhile).hasValue(ArchiveReport.State.LOADING);
        assertThat(timesLogged(Logger.Level.ERROR, "k8s.io/required.tar could not be loaded: ")).isEqualTo(1);
        assertThat(tree.restarts(PRESEED)).isZero();
    }

    private void move(String source, String target) {
        try {
            Files.move(temp.resolve(source), archive(target), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void pullsTheImagesOfAListBesideABadArchive() throws Exception {
        Path storage = Files.createDirectory(temp.resolve("registry"));
        Path list = archive("k8s.io/base.images");
        try (RealRegistry registry = RealRegistry.of(storage).start()) {
            registry.push("team/one:1");
            registry.push("team/two:1");
            containerd.allowHttp(registry.address());
            archives.oci(archive("k8s.io/good.tar"), "registry.test/good:1", 5000, 1);
            Files.writeString(archive("k8s.io/bad.tar"), "not an archive");
            Files.write(list, List.of("# from the network", registry.address() + "/team/one:1"));
            start(List.of("k8s.io/good.tar"), ImageSettings.none(), WATCH);
            awaitHealthy();

            awaitPulls(PullReport.State.PRESENT);
            assertThat(images("k8s.io")).contains(registry.address() + "/team/one:1");
            assertThat(report("k8s.io/bad.tar").loadedOnce()).isFalse();

            Files.write(list, List.of(registry.address() + "/team/two:1", registry.address() + "/team/none:1"));
            awaitPulls(PullReport.State.PRESENT, PullReport.State.FAILED);
            assertThat(images("k8s.io")).contains(registry.address() + "/team/two:1");
            assertThat(tree.state("root.pull")).hasValue(NodeState.HEALTHY);
            assertThat(tree.state(PRESEED)).hasValue(NodeState.HEALTHY);
            Files.delete(list);
            await().until(() -> reports.report().lists().isEmpty());
        }
    }

    private void awaitPulls(PullReport.State... states) {
        await().untilAsserted(() -> assertThat(reports.report().lists()).singleElement()
                .satisfies(list -> assertThat(list.images()).extracting(PullReport::state).containsExactly(states)));
    }
}
