package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.preseed.settings.FollowSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImageSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.RetrySettings;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;
import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.ImageJson;
import io.quarkiverse.containerd.testing.OciLayout;
import io.quarkiverse.containerd.testing.RealContainerd;
import io.quarkiverse.containerd.testing.Tar;

/** Disks that get full while an archive is loaded. */
@Tag("containerd")
class FullDiskContainerdTest extends PreseedFixture {

    private static final int MIB = 1 << 20;
    private static final int DISK = 512 * MIB;
    private static final int RESERVE = 30;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private PreseedSettings settings(OptionalLong bandwidth, String... unpack) {
        return new PreseedSettings(directory, List.of(), ArchiveSettings.defaults(),
                new ImportSettings(4, Duration.ofHours(1), bandwidth, Optional.empty(), false, RESERVE),
                new ImageSettings(List.of(unpack), List.of(), false, "overlayfs"), FollowSettings.none(),
                RetrySettings.defaults());
    }

    private ConnectedContainerd small() throws IOException {
        ConnectedContainerd small = ConnectedContainerd.start(RealContainerd.Setup.of(version).onDisk(DISK));
        small.disk().reveal("io.containerd.content.v1.content");
        return small;
    }

    @Test
    void anArchiveFailsWhenOthersFillTheDiskMeanwhile() throws Exception {
        archives.oci(archive("full/a.tar"), "registry.test/a:1", 60 * MIB, 1);
        try (ConnectedContainerd small = small()) {
            long empty = small.disk().used();
            Path first = fill(small, "first", 80 * MIB);
            long before = small.disk().used();
            // so slowly that it is not loaded before the rest is filled, however busy the machine is
            CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
                try {
                    new Preseed(settings(OptionalLong.of(4 * MIB)), small::client, reports).run(node);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(PATIENCE).until(() -> small.disk().used() > before + 2 * MIB);
            Path rest = fill(small, "rest", 0);

            assertThatThrownBy(run::join).hasRootCauseInstanceOf(FailedArchivesException.class);
            assertFailed(small, "full");
            Files.delete(first);
            Files.delete(rest);
            await().atMost(PATIENCE).until(() -> small.disk().used() < empty + 2 * MIB);
        }
    }

    @Test
    void anArchiveThatLackedRoomIsLoadedAsSoonAsThereIsSome() throws Exception {
        archives.oci(archive("late/a.tar"), "registry.test/late:1", 20 * MIB, 3);
        Duration never = Duration.ofHours(1);
        PreseedSettings usual = settings(OptionalLong.empty());
        PreseedSettings patient = new PreseedSettings(directory, List.of(), usual.archives(), usual.imports(), usual.images(),
                usual.follow(), new RetrySettings(never, new SupervisorSettings(never, 1, 0, never, never, never)));
        try (ConnectedContainerd small = small()) {
            Path filler = fill(small, "filler", 0);

            node.start(new Preseed(patient, small::client, reports)::runUntilLoaded);
            await().atMost(PATIENCE).until(() -> reports.report().failed().size() == 1);
            assertThat(report("late/a.tar").error().orElseThrow()).contains("not enough disk space");
            Files.delete(filler);
            node.result().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(report("late/a.tar").state()).isEqualTo(ArchiveReport.State.LOADED);
        }
    }

    @Test
    void aLayerThatFillsTheDiskIsNotUnpackedToItsEnd() throws Exception {
        byte[] layer = bomb(DISK - 8 * MIB);
        byte[] config = ImageJson.config("amd64", new byte[] { 1 });
        byte[] manifest = ImageJson.manifest(ImageJson.OCI_LAYER_GZIP, config, layer);
        Files.createDirectories(archive("bomb"));
        OciLayout.tarOf(ImageJson.index(ImageJson.descriptor(ImageJson.OCI_MANIFEST, manifest,
                ImageJson.name("registry.test/bomb:1"))), config, manifest, layer).write(archive("bomb/a.tar"));
        try (ConnectedContainerd small = small()) {
            assertThatThrownBy(
                    () -> new Preseed(settings(OptionalLong.empty(), "bomb/a.tar"), small::client, reports).run(node))
                    .isInstanceOf(FailedArchivesException.class);

            assertFailed(small, "bomb");
            assertThat(small.client().namespace("bomb").snapshots("overlayfs").list()).isEmpty();
            await().atMost(PATIENCE).until(() -> small.disk().used() < 20 * MIB);
        }
    }

    /** Writes a file that leaves some bytes of the disk free, besides the reserve. */
    private static Path fill(ConnectedContainerd containerd, String name, int left) throws IOException {
        Path file = containerd.client().contentDirectory().orElseThrow().resolve(name);
        return Files.write(file, new byte[DISK - DISK / 100 * RESERVE - (int) containerd.disk().used() - left]);
    }

    private void assertFailed(ConnectedContainerd small, String namespace) throws IOException {
        ArchiveReport report = report(namespace + "/a.tar");
        assertThat(report.error().orElseThrow()).contains("the disk of ").contains(" has only ")
                .contains("(quarkus.containerd.preseed.disk-reserve)");
        assertThat(small.client().namespace(namespace).leases().list()).isEmpty();
    }

    /** A gzip layer of one file of zeros. */
    private static byte[] bomb(int size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = Compressor.GZIP.to(bytes)) {
            new Tar(gzip).file("zeros", (long) size, target -> {
                for (int i = 0; i < size / MIB; i++) {
                    target.write(new byte[MIB]);
                }
            }).end();
        }
        return bytes.toByteArray();
    }
}
