package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.ImageJson;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.OciLayout;
import io.quarkiverse.containerd.testing.RealContainerd;
import io.quarkiverse.containerd.testing.SmallDisk;

/** The files of compressed archives are written once, to where containerd adopts them. */
@Tag("containerd")
class StagedArchiveContainerdTest extends PreseedFixture {

    private static final long MIB = 1 << 20;
    private static final int SMALL = 900;
    private static final int LARGE = (int) (8 * MIB);

    private static final Layer BASE = Layer.random("base", LARGE, 1);
    private static final Layer APP = Layer.random("app", LARGE, 2);
    private static final Layer NOTE = Layer.random("note", SMALL, 3);

    private Path spool;

    @BeforeEach
    void begin() throws IOException {
        spool = Files.createDirectory(temp.resolve("spool"));
        clear(containerd);
    }

    private static void clear(ConnectedContainerd daemon) {
        NamespaceClient namespace = daemon.client().namespace("ours");
        namespace.images().list().forEach(image -> namespace.images().delete(image.name(), true));
        assertThat(NamespaceDump.of(namespace)).isEmpty();
    }

    private ArchiveReport run(ConnectedContainerd daemon, OptionalLong bandwidth, List<String> required) throws Exception {
        ImportSettings defaults = ImportSettings.defaults();
        ArchiveSettings archived = new ArchiveSettings(ArchiveLimits.defaults(), spool, List.of("linux/amd64"), false);
        ImportSettings imports = new ImportSettings(defaults.parallelism(), defaults.leaseExpiry(), bandwidth, defaults.memos(),
                false);
        catchThrowableOfType(FailedArchivesException.class,
                () -> new Preseed(new PreseedSettings(directory, required, archived, imports), daemon::client, reports)
                        .run(node));
        return reports.report().archives().get(0);
    }

    private void assertLoads(ConnectedContainerd daemon) throws Exception {
        ArchiveReport report = run(daemon, OptionalLong.empty(), List.of());
        assertThat(report.error()).isEmpty();
        assertThat(report.bytesSent()).isGreaterThan(LARGE);
        NamespaceClient namespace = daemon.client().namespace("ours");
        assertThat(namespace.images().list()).hasSize(1);
        StoreInvariants.blobsAreTrue(namespace);
        StoreInvariants.parentsHaveTheirChildren(namespace);
        StoreInvariants.nothingIsLeft(namespace);
        StoreInvariants.everyFileIsABlob(daemon);
        clear(daemon);
    }

    /** Nothing but documents has room in the spool directory. */
    @Test
    void theSpoolDirectoryNeedsNoRoomForLayersInAnyOrder() throws Exception {
        Path file = archive("ours/image");
        Image image = Image.of(BASE, NOTE, APP);
        OciLayout layout = new OciLayout().image("registry.test/staged:1", image);
        DockerArchive docker = new DockerArchive().image(image, "registry.test/staged:1");
        DockerArchive linked = new DockerArchive().file("config.json", image.config()).hardLink("a", "later/base")
                .symlink("c", "later/app").file("b", NOTE.blob()).file("later/base", BASE.blob()).file("later/app", APP.blob())
                .image("config.json", List.of("registry.test/staged:1"), List.of("a", "b", "c"));
        Path mount = Files.createDirectory(temp.resolve("disk"));
        try (SmallDisk disk = SmallDisk.at(mount, 34 * MIB)) {
            disk.reveal("spool");
            spool = mount.resolve("spool");
            layout.write(file, Compressor.FAST_GZIP);
            assertLoads(containerd);
            layout.indexLast().write(file, Compressor.ZSTD);
            assertLoads(containerd);
            docker.write(file, Compressor.ZSTD);
            assertLoads(containerd);
            docker.indexFirst().write(file, Compressor.FAST_GZIP);
            assertLoads(containerd);
            linked.write(file, Compressor.ZSTD);
            assertLoads(containerd);
        }
    }

    @Test
    void aBlobThatIsNotWhatItsNameSaysFailsTheArchive() throws Exception {
        new OciLayout().image("registry.test/false:1", Image.of(BASE, APP)).falsify(APP.blob()).write(archive("ours/image"),
                Compressor.ZSTD);

        ArchiveReport report = run(containerd, OptionalLong.empty(), List.of());

        assertThat(report.error().orElseThrow()).contains("blobs/sha256/").contains("the archive is damaged");
        assertThat(NamespaceDump.of(containerd.client().namespace("ours"))).isEmpty();
    }

    @Test
    void anArchiveThatIsCutShortLeavesNothing() throws Exception {
        Path file = archive("ours/image");
        new OciLayout().image("registry.test/cut:1", Image.of(BASE, APP)).write(file, Compressor.FAST_GZIP);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - LARGE / 2));

        ArchiveReport report = run(containerd, OptionalLong.empty(), List.of());

        assertThat(report.error().orElseThrow()).contains("cut short");
        assertThat(NamespaceDump.of(containerd.client().namespace("ours"))).isEmpty();
        StoreInvariants.everyFileIsABlob(containerd);
    }

    @Test
    void theBandwidthLimitsWhatIsStaged() throws Exception {
        new OciLayout().image("registry.test/slow:1", Image.of(BASE)).write(archive("ours/image"), Compressor.ZSTD);
        long start = System.nanoTime();

        assertThat(run(containerd, OptionalLong.of(LARGE), List.of()).error()).isEmpty();

        assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(0.9);
        start = System.nanoTime();
        new OciLayout().image("registry.test/fast:1", Image.of(APP)).write(archive("ours/image"), Compressor.ZSTD);
        assertThat(run(containerd, OptionalLong.of(LARGE / 100), List.of("**")).error()).isEmpty();
        assertThat((System.nanoTime() - start) / 1e9).as("it is required").isLessThan(60);
    }

    /** An image for two platforms, one of which is larger than containerd's disk. */
    @Test
    void aPlatformThatIsNotWantedNeedsNoRoomOnContainerdsDisk() throws Exception {
        OciLayout layout = new OciLayout();
        String other = layout.manifest(Image.of("s390x", List.of(Layer.random("data", 4 * LARGE, 4), Layer.random("data",
                LARGE, 5))));
        String wanted = layout.manifest(Image.of(BASE));
        layout.entry(layout.index(ImageJson.with(other, ImageJson.platform("s390x")),
                ImageJson.with(wanted, ImageJson.platform("amd64"))), ImageJson.name("registry.test/platforms:1"))
                .write(archive("ours/image"), Compressor.ZSTD);
        try (ConnectedContainerd small = ConnectedContainerd.start(RealContainerd.Setup.of(version).onDisk(46 * MIB))) {
            small.disk().reveal("io.containerd.content.v1.content");
            assertLoads(small);
        }
    }
}
