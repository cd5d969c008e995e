package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.google.cloud.tools.jib.api.buildplan.ImageFormat;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.client.BeforeCall;
import io.quarkiverse.containerd.client.DisturbingProxy;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImageSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.RetrySettings;
import io.quarkiverse.containerd.runtime.preseed.store.ImportLeases;
import io.quarkiverse.containerd.testing.RealContainerd;

@Tag("containerd")
class PreseedPlanContainerdTest extends PreseedFixture {

    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private PreseedSettings settings(boolean dryRun) {
        return new PreseedSettings(directory, List.of("**"), ArchiveSettings.defaults(),
                new ImportSettings(4, Duration.ofHours(1), OptionalLong.empty(), Optional.empty(), dryRun));
    }

    private Preseed preseed(ConnectedContainerd daemon, boolean dryRun) {
        return new Preseed(settings(dryRun), daemon::client, reports);
    }

    @Test
    void tellsWhatAnImportWouldDo() throws Exception {
        archives.jib(archive("plans/a-jib.tar"), "registry.test/jib:1", ImageFormat.OCI, 3_000_000, 1000);
        archives.docker(archive("plans/b-docker.tar"), "planned");
        archives.platforms(archive("plans/c-platforms.tar"), "registry.test/platforms:1");
        Files.writeString(archive("plans/e-text.tar"), "this is not an archive");
        Path whole = archives.oci(temp.resolve("whole.tar"), "registry.test/missing:1", 40_000, 21);
        TestArchives.without(whole, archive("plans/d-missing.tar"), 40_000);
        containerd.importArchive("plans", archive("plans/b-docker.tar"), false);

        List<LoadPlan> plans = new DirectoryPlanner(settings(false), containerd.client()).plan();

        assertThat(plans).extracting(LoadPlan::path).containsExactly("plans/a-jib.tar", "plans/b-docker.tar",
                "plans/c-platforms.tar", "plans/d-missing.tar", "plans/e-text.tar");
        assertThat(plans.get(0)).satisfies(plan -> {
            assertThat(plan.namespace()).isEqualTo("plans");
            assertThat(plan.required()).isTrue();
            assertThat(plan.images()).singleElement().satisfies(image -> {
                assertThat(image.name()).isEqualTo("registry.test/jib:1");
                assertThat(image.platforms()).containsExactly("linux/amd64");
            });
            assertThat(plan.bytesMissing()).isEqualTo(plan.bytes()).isBetween(3_000_000L, 3_100_000L);
            assertThat(plan.bytesFree().orElseThrow()).isGreaterThan(plan.bytes());
            assertThat(plan.feasible()).isTrue();
        });
        assertThat(plans.get(1)).satisfies(plan -> {
            assertThat(plan.images()).hasSize(3);
            assertThat(plan.bytesMissing()).isZero();
            assertThat(plan.bytesPresent()).isGreaterThan(2_000_000);
        });
        assertThat(plans.get(2).images()).extracting(LoadPlan.Image::platforms).containsOnly(List.of("linux/amd64"));
        assertThat(plans.get(2).notes()).isEmpty();
        assertThat(plans.get(4).error()).isPresent();
        assertThat(plans.get(3).error()).hasValueSatisfying(error -> assertThat(error)
                .startsWith("content not found, neither in the archive nor in the content store: sha256:"));
        assertThat(plans.get(3).images()).extracting(LoadPlan.Image::name).containsExactly("registry.test/missing:1");
    }

    @Test
    void namesThePlatformsThatAreLoaded() throws Exception {
        archives.platforms(archive("platforms/image.tar"), "registry.test/platforms:1");
        PreseedSettings all = new PreseedSettings(directory, List.of("**"), new ArchiveSettings(
                ArchiveSettings.defaults().limits(), temp, List.of("all"), false), ImportSettings.defaults());

        List<LoadPlan> plans = new DirectoryPlanner(all, containerd.client()).plan();

        assertThat(plans.get(0).images().get(0).platforms()).containsExactlyInAnyOrder("linux/amd64", "linux/s390x");
    }

    @Test
    void estimatesWhatUnpackedLayersTake() throws Exception {
        archives.jib(archive("unpack/gzip.tar"), "registry.test/gzip:1", ImageFormat.OCI, 1_000_000);
        archives.oci(archive("unpack/plain.tar"), "registry.test/plain:1", 500_000, 61);
        archives.oci(archive("unpack/packed.tar"), "registry.test/packed:1", 400_000, 62);
        PreseedSettings settings = new PreseedSettings(directory, List.of("**"), ArchiveSettings.defaults(),
                ImportSettings.defaults(),
                new ImageSettings(List.of("unpack/gzip.tar", "unpack/plain.tar"), List.of(), false, "overlayfs"),
                FollowSettings.none(), RetrySettings.defaults());

        List<LoadPlan> plans = new DirectoryPlanner(settings, containerd.client()).plan();

        assertThat(plans.get(0).bytesUnpacked()).isBetween(3_000_000L, 3 * plans.get(0).bytes());
        assertThat(plans.get(1).bytesUnpacked()).isBetween(500_000L, plans.get(1).bytes());
        assertThat(plans.get(2).bytesUnpacked()).isZero();
    }

    @Test
    void strictPlatformsMakeAnErrorOfAnAbsentOne() throws Exception {
        Files.createDirectories(archive("strict"));
        Files.write(archive("strict/image.tar"),
                ArchiveCorpus.archives().get("image for amd64 and 386, without the latter's manifest"));
        ArchiveSettings defaults = ArchiveSettings.defaults();
        PreseedSettings strict = new PreseedSettings(directory, List.of("**"),
                new ArchiveSettings(defaults.limits(), temp, List.of("linux/amd64", "linux/386"), true),
                ImportSettings.defaults());

        assertThatThrownBy(() -> new Preseed(strict, containerd::client, reports).run(node))
                .isInstanceOf(FailedArchivesException.class);
        assertThat(reports.report().archives().get(0).error()).hasValueSatisfying(
                error -> assertThat(error).startsWith("content not found").contains("sha256:"));
        assertThat(containerd.client().namespace("strict").images().list()).isEmpty();

        preseed(containerd, false).run(node);
        assertThat(containerd.client().namespace("strict").images().list()).hasSize(1);
    }

    @Test
    void aDryRunLeavesContainerdAsItIs() throws Exception {
        archives.oci(archive("dry/a.tar"), "registry.test/dry:1", 100_000, 31);
        archives.docker(archive("dry/b.tar"), "dry");
        String leftover = containerd.client().namespace("dry-other").leases().create(Duration.ofHours(1), ImportLeases.LABELS)
                .id();
        List<String> namespaces = containerd.client().namespaces();

        preseed(containerd, true).run(node);

        assertThat(node.signals()).containsExactly("healthy", "done");
        assertThat(containerd.client().namespaces()).isEqualTo(namespaces).doesNotContain("dry");
        assertThat(containerd.client().namespace("dry-other").leases().list()).containsExactly(leftover);
        assertThat(reports.report().requiredLoaded()).isTrue();
        assertThat(reports.report().archives()).allSatisfy(archive -> {
            assertThat(archive.state()).isEqualTo(ArchiveReport.State.PLANNED);
            assertThat(archive.loadedOnce()).isFalse();
            assertThat(archive.bytesSent()).isZero();
            assertThat(archive.plan()).hasValueSatisfying(plan -> assertThat(plan.bytesMissing()).isGreaterThan(100_000));
        });
        assertThat(node.logged(Logger.Level.INFO))
                .anyMatch(line -> line.startsWith("dry/a.tar would bring 1 image into namespace dry"
                        + " (registry.test/dry:1 for linux/amd64), send 10"))
                .last().asString().startsWith("dry run (quarkus.containerd.preseed.dry-run): ");
    }

    @Test
    void aDryRunFailsForWhatCouldNotBeLoaded() throws Exception {
        archives.oci(archive("bad/a.tar"), "registry.test/dry:1", 1000, 31);
        Files.writeString(archive("bad/b.tar"), "nonsense");

        assertThatThrownBy(() -> preseed(containerd, true).run(node)).isInstanceOf(FailedArchivesException.class)
                .hasMessage("1 of 2 image archives could not be loaded: bad/b.tar");

        assertThat(node.signals()).isEmpty();
        assertThat(reports.report().missing()).extracting(ArchiveReport::path).containsExactly("bad/b.tar");
    }

    @Test
    void anArchiveWithoutRoomIsRefusedBeforeAnythingIsSentAndOthersGoOn() throws Exception {
        try (ConnectedContainerd small = ConnectedContainerd.start(RealContainerd.Setup.of(version).onDisk(100 * MIB))) {
            small.disk().reveal("io.containerd.content.v1.content");
            archives.oci(archive("small/big.tar"), "registry.test/big:1", (int) (45 * MIB), 41);
            archives.oci(archive("small/bigger.tar"), "registry.test/bigger:1", (int) (46 * MIB), 42);
            archives.oci(archive("small/shares.tar"), "registry.test/shares:1", (int) (46 * MIB), 42);
            archives.oci(archive("small/tiny.tar"), "registry.test/tiny:1", 1000, 43);

            List<LoadPlan> plans = new DirectoryPlanner(settings(false), small.client()).plan();
            assertThat(plans).filteredOn(plan -> !plan.feasible()).singleElement().satisfies(plan -> {
                assertThat(plan.path()).isEqualTo("small/big.tar");
                assertThat(plan.error().orElseThrow()).contains("it needs " + plan.bytesMissing() + " bytes",
                        plan.bytesFree().orElseThrow() + " bytes");
            });

            assertThatThrownBy(() -> preseed(small, false).run(node)).isInstanceOf(FailedArchivesException.class);

            assertThat(reports.report().failed()).isNotEmpty().allSatisfy(archive -> {
                assertThat(archive.error().orElseThrow()).startsWith("not enough disk space: it needs ");
                assertThat(archive.bytesSent()).isZero();
            });
            NamespaceClient namespace = small.client().namespace("small");
            List<String> loaded = namespace.images().list().stream().map(StoredImage::name).sorted().toList();
            assertThat(loaded).isIn(List.of("registry.test/big:1", "registry.test/tiny:1"),
                    List.of("registry.test/bigger:1", "registry.test/shares:1", "registry.test/tiny:1"));
            NamespaceDump.assertNothingIsLeft(namespace);
            assertThat(small.disk().used()).isLessThan(60 * MIB);

            small.disk().resize(200 * MIB);
            preseed(small, false).run(new TestNode());
            assertThat(namespace.images().list()).hasSize(4);
        }
    }

    @Test
    void keepsTheRoomToUnpackUntilAllIsUnpacked() throws Exception {
        archives.oci(archive("room/a.tar"), "registry.test/a:1", (int) (40 * MIB), 81);
        Path next = archives.oci(temp.resolve("b.tar"), "registry.test/b:1", 1000, 82);
        ImageSettings care = new ImageSettings(List.of("room/a.tar"), List.of(), false, "overlayfs");
        PreseedSettings settings = settings(List.of("**"), care, new FollowSettings(false, true, Duration.ofMillis(1)));
        AtomicReference<Preseed> running = new AtomicReference<>();
        BeforeCall unpacking = new BeforeCall("Diff/Apply", () -> {
            move(next, archive("room/b.tar"));
            running.get().rescan();
            await().atMost(PATIENCE).until(() -> reports.report().archives().stream()
                    .anyMatch(archive -> archive.path().equals("room/b.tar") && archive.plan().isPresent()));
        });
        try (ConnectedContainerd small = ConnectedContainerd.start(RealContainerd.Setup.of(version).onDisk(200 * MIB));
                ContainerdConnection client = new ContainerdConnection(small.socket(), unpacking)) {
            small.disk().reveal("io.containerd.content.v1.content");
            running.set(new Preseed(settings, client::client, reports));
            try (PreseedTree tree = new PreseedTree(running.get(), settings.retry().backoff())) {
                await().atMost(PATIENCE).until(() -> reports.report().requiredLoaded() && unpacking.happened());
            }
        }

        long left = (200 - 32) * MIB - report("room/a.tar").plan().orElseThrow().bytes();
        assertThat(report("room/a.tar").plan().orElseThrow().bytesUnpacked()).isGreaterThan(40 * MIB);
        assertThat(report("room/b.tar").plan().orElseThrow().bytesFree().orElseThrow())
                .isBetween(left - 50 * MIB, left - 40 * MIB);
    }

    private static void move(Path source, Path target) {
        try {
            Files.move(source, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void reportsHowFarItIs() throws Exception {
        archives.oci(archive("far/image.tar"), "registry.test/far:1", 5_000_000, 51);
        AtomicReference<PreseedReport> midway = new AtomicReference<>();
        Path socket = temp.resolve("proxy.sock");
        // its content directory cannot be seen from here, so that all bytes pass the socket
        try (ConnectedContainerd hidden = ConnectedContainerd.start(RealContainerd.Setup.of(version).onDisk(64 * MIB));
                DisturbingProxy proxy = new DisturbingProxy(socket, hidden.socket());
                ContainerdConnection client = new ContainerdConnection(socket)) {
            proxy.toTarget().after(3_000_000, () -> midway.set(reports.report()));
            new Preseed(settings(false), client::client, reports).run(node);
        }

        assertThat(midway.get().loading()).singleElement().satisfies(archive -> {
            assertThat(archive.path()).isEqualTo("far/image.tar");
            assertThat(archive.bytesSent()).isBetween(2_900_000L, 5_000_000L + 10_000);
            assertThat(archive.plan().orElseThrow().bytesMissing()).isGreaterThanOrEqualTo(5_000_000);
        });
        assertThat(reports.report().archives().get(0)).satisfies(archive -> assertThat(archive.bytesSent())
                .isEqualTo(archive.plan().orElseThrow().bytesMissing()));
    }
}
