package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.google.cloud.tools.jib.api.buildplan.ImageFormat;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.client.BeforeCall;
import io.quarkiverse.containerd.client.BlobInfo;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.Lease;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.OciLayout;

@Tag("containerd")
class PreseedContainerdTest extends PreseedFixture {

    private static final Duration HOUR = Duration.ofHours(1);

    private Preseed preseed;

    @BeforeEach
    void requireAll() {
        preseed = preseed("**");
    }

    private Preseed preseed(String... required) {
        return preseed(new PreseedSettings(directory, List.of(required)));
    }

    @Test
    void leavesWhatContainerdsOwnImportLeaves() throws Exception {
        List<Path> files = List.of(
                archives.jib(archive("ours/jib-oci.tar"), "registry.test/jib/oci:1", ImageFormat.OCI, 100_000, 3_000_000),
                archives.jib(archive("ours/jib-docker.tar"), "registry.test/jib/docker:1", ImageFormat.Docker, 100_000, 7),
                archives.docker(archive("ours/docker.tar"), "short"),
                archives.platforms(archive("ours/platforms.tar"), "registry.test/platforms:1"));
        // first, or the bytes would be there already
        preseed.run(node);
        for (Path file : files) {
            containerd.importArchive("theirs", file, false);
        }

        assertThat(dump("ours")).isEqualTo(dump("theirs"));
        assertSatisfiesContainerdsClient("ours", "registry.test/jib/oci:1", "docker.io/library/short:latest");
        assertThat(images("ours")).contains("registry.test/jib/docker:1", "docker.io/library/short:latest",
                "docker.io/library/short:2", "registry.test/platforms:1", "registry.test/platforms:1-amd64");
        assertThat(reports.report().archives()).extracting(ArchiveReport::state).containsOnly(ArchiveReport.State.LOADED);
        assertThat(node.signals()).containsExactly("healthy", "done");
        assertNothingIsLeft("ours");
    }

    private void assertSatisfiesContainerdsClient(String namespace, String... exported) throws Exception {
        assertThat(containerd.ctr(namespace, "content", "ls", "--quiet").lines()).containsExactlyInAnyOrderElementsOf(
                containerd.client().namespace(namespace).content().list().stream().map(blob -> blob.digest().value()).toList());
        assertThat(containerd.ctr(namespace, "images", "check")).contains(images(namespace)).doesNotContain("incomplete");
        for (String image : exported) {
            Path archive = temp.resolve("exported.tar");
            containerd.ctr(namespace, "images", "export", archive.toString(), image);
            containerd.importArchive("exported", archive, false);
            Files.delete(archive);
        }
        assertThat(images("exported")).containsExactlyInAnyOrder(exported);
        StoreInvariants.imagesAreWhole(containerd.client().namespace("exported"));
    }

    @Test
    void takesStoredCompressedLayersForPlainOnesAsContainerdDoes() throws Exception {
        Path gzip = archives.jib(temp.resolve("gzip.tar"), "registry.test/gzip:1", ImageFormat.OCI, 50_000);
        for (String namespace : List.of("ours-mixed", "theirs-mixed")) {
            containerd.importArchive(namespace, gzip, false);
        }
        Path plain = archives.docker(archive("ours-mixed/docker.tar"), "mixed");
        // what unpacking would have noted: some stored blob is the compressed form of the archive's first layer
        String layer = largest("theirs-mixed").digest().value();
        String diffId = TestArchives.dockerBaseLayer();
        for (String namespace : List.of("ours-mixed", "theirs-mixed")) {
            containerd.ctr(namespace, "content", "label", layer, "containerd.io/uncompressed=" + diffId);
        }
        containerd.importArchive("theirs-mixed", plain, false);

        preseed.run(node);

        assertThat(dump("ours-mixed")).isEqualTo(dump("theirs-mixed"));
    }

    @Test
    void sendsNothingWhenAllIsThere() throws Exception {
        archives.jib(archive("warm/one.tar"), "registry.test/warm:1", ImageFormat.OCI, 104_729, 1000);
        archives.docker(archive("warm/two.tar"), "warm");
        preseed.run(node);
        Map<String, Instant> updated = updatedAt("warm");
        assertThat(report("warm/one.tar").bytesSent()).isGreaterThan(100_000);
        assertThat(report("warm/one.tar").bytesPresent()).isZero();

        reports = new PreseedStatus();
        preseed = preseed("**");
        preseed.run(new TestNode());

        assertThat(reports.report().requiredLoaded()).isTrue();
        for (ArchiveReport report : reports.report().archives()) {
            assertThat(report.state()).isEqualTo(ArchiveReport.State.LOADED);
            assertThat(report.bytesSent()).isZero();
            assertThat(report.bytesPresent()).isGreaterThan(100_000);
        }
        assertThat(updatedAt("warm")).isEqualTo(updated);
    }

    @Test
    void sendsOnlyWhatIsMissingAndRepairsLabels() throws Exception {
        Path archive = archives.platforms(archive("repair/image.tar"), "registry.test/repair:1");
        preseed.run(node);
        Map<String, Object> complete = dump("repair");
        NamespaceClient namespace = containerd.client().namespace("repair");
        BlobInfo layer = largest("repair");
        for (BlobInfo blob : namespace.content().list()) {
            if (!blob.labels().isEmpty()) {
                Map<String, String> none = blob.labels().keySet().stream().collect(Collectors.toMap(key -> key, key -> ""));
                namespace.content().updateLabels(blob.digest(), none);
            }
        }
        containerd.ctr("repair", "content", "rm", layer.digest().value());
        assertThat(archive).exists();

        preseed.run(new TestNode());

        assertThat(report("repair/image.tar").plan().orElseThrow().bytesMissing()).isGreaterThanOrEqualTo(layer.size());
        assertThat(dump("repair")).isEqualTo(complete);
        assertNothingIsLeft("repair");
    }

    @Test
    void aBadArchiveDoesNotKeepOthersFromLoading() throws Exception {
        archives.oci(archive("mixed/a-good.tar"), "registry.test/good:a", 5000, 11);
        Path damaged = archives.oci(archive("mixed/b-damaged.tar"), "registry.test/damaged:1", 3_000_000, 12);
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);
        Files.writeString(archive("mixed/c-text.tar"), "this is not an archive".repeat(100));
        archives.oci(archive("mixed/d-good.tar"), "registry.test/good:d", 5000, 13);

        assertThatThrownBy(() -> preseed.run(node)).isInstanceOf(FailedArchivesException.class)
                .hasMessage("2 of 4 image archives could not be loaded: mixed/b-damaged.tar, mixed/c-text.tar");

        assertThat(images("mixed")).containsExactly("registry.test/good:a", "registry.test/good:d");
        assertThat(node.signals()).isEmpty();
        assertThat(node.logged(Logger.Level.ERROR)).hasSize(2);
        assertThat(node.logged(Logger.Level.ERROR)).anySatisfy(line -> assertThat(line)
                .startsWith("mixed/b-damaged.tar could not be loaded: ").contains("the bytes do not match sha256:"));
        PreseedReport report = reports.report();
        assertThat(report.requiredLoaded()).isFalse();
        assertThat(report.missing()).extracting(ArchiveReport::path).containsExactly("mixed/b-damaged.tar",
                "mixed/c-text.tar");
        assertThat(report("mixed/c-text.tar").error()).isPresent();
        assertNothingIsLeft("mixed");

        assertThatThrownBy(() -> preseed.run(node)).isInstanceOf(FailedArchivesException.class);
        assertThat(node.logged(Logger.Level.ERROR)).as("a retry does not repeat itself").hasSize(2);
        assertThat(node.logged(Logger.Level.INFO).stream().filter(line -> line.contains("good:a"))).hasSize(1);

        Files.delete(archive("mixed/c-text.tar"));
        archives.oci(archive("mixed/b-damaged.tar"), "registry.test/damaged:1", 3_000_000, 12);
        preseed.run(node);
        assertThat(node.signals()).containsExactly("healthy", "done");
        assertThat(reports.report().requiredLoaded()).isTrue();
        assertThat(images("mixed")).contains("registry.test/damaged:1");
    }

    @Test
    void anOptionalArchiveIsRetriedWhileTheNodeStaysHealthy() throws Exception {
        archives.oci(archive("optional/a-good.tar"), "registry.test/good:optional", 5000, 14);
        Files.writeString(archive("optional/b-text.tar"), "this is not an archive".repeat(100));

        node.start(preseed("optional/a-*")::runUntilLoaded);
        await().until(() -> node.isHealthy() && report("optional/b-text.tar").state() == ArchiveReport.State.FAILED);
        Files.delete(archive("optional/b-text.tar"));
        archives.oci(archive("optional/b-text.tar"), "registry.test/late:optional", 5000, 15);

        node.result().get(60, TimeUnit.SECONDS);
        assertThat(node.signals()).containsExactly("healthy", "done");
        assertThat(images("optional")).containsExactly("registry.test/good:optional", "registry.test/late:optional");
    }

    @Test
    void aRequiredArchiveThatFailsMakesTheNodeFail() throws Exception {
        Files.createDirectories(archive("needed/text.tar").getParent());
        Files.writeString(archive("needed/text.tar"), "this is not an archive".repeat(100));
        assertThatThrownBy(() -> preseed.runUntilLoaded(node)).isInstanceOf(FailedArchivesException.class);
        assertThat(node.signals()).isEmpty();
    }

    @Test
    void refusesAnImageWhoseLayerIsNowhereBeforeAnyRecord() throws Exception {
        Path archive = archives.oci(temp.resolve("whole.tar"), "registry.test/missing:1", 40_000, 21);
        TestArchives.without(archive, archive("missing/image.tar"), 40_000);

        assertThatThrownBy(() -> preseed.run(node)).isInstanceOf(FailedArchivesException.class);

        assertThat(report("missing/image.tar").error().orElseThrow())
                .startsWith("content not found, neither in the archive nor in the content store: sha256:");
        assertThat(images("missing")).isEmpty();
        assertNothingIsLeft("missing");
    }

    @Test
    void takesMissingBlobsFromTheStore() throws Exception {
        Path archive = archives.oci(temp.resolve("whole.tar"), "registry.test/whole:1", 40_000, 22);
        TestArchives.without(archive, archive("store/image.tar"), 40_000);
        containerd.importArchive("store", archive, false);

        preseed.run(node);

        assertThat(report("store/image.tar").bytesSent()).isZero();
    }

    @Test
    void warnsOnceOfWhatLiesInTheWrongPlace() throws Exception {
        Files.writeString(archive("stray.tar"), "x");
        Files.createDirectories(archive("wrong/directory"));
        Files.createDirectory(archive("no namespace"));
        Files.writeString(archive(".hidden"), "x");
        for (int run = 0; run < 2; run++) {
            preseed.run(node);
        }
        assertThat(node.logged(Logger.Level.WARN)).hasSize(3)
                .anyMatch(line -> line.startsWith(archive("stray.tar") + " is ignored: archives belong"))
                .anyMatch(line -> line.startsWith(archive("wrong/directory") + " is ignored"))
                .anyMatch(line -> line.contains("\"no namespace\" is not a valid containerd namespace"));
    }

    @Test
    void warnsOfArchivesThatDifferOverAName() throws Exception {
        archives.oci(archive("twice/a.tar"), "registry.test/twice:1", 100, 71);
        archives.oci(archive("twice/b.tar"), "registry.test/twice:1", 20_000, 72);
        Path last = archives.oci(archive("twice/c.tar"), "registry.test/twice:1", 20_000, 72);
        containerd.importArchive("last", last, false);
        ImportSettings oneByOne = new ImportSettings(1, Duration.ofHours(1));

        assertThatThrownBy(
                () -> preseed(new PreseedSettings(directory, List.of("**"), ArchiveSettings.defaults(), oneByOne)).run(node))
                .isInstanceOf(FailedArchivesException.class)
                .hasMessage("1 of 3 image archives could not be loaded: twice/a.tar");

        assertThat(containerd.client().namespace("twice").images().get("registry.test/twice:1").map(StoredImage::target))
                .isEqualTo(containerd.client().namespace("last").images().get("registry.test/twice:1")
                        .map(StoredImage::target));
        String conflict = "image registry.test/twice:1 is in twice/a.tar and, with other content, in twice/c.tar, which wins"
                + " because its path is the last: remove one of them";
        assertThat(node.logged(Logger.Level.WARN)).containsExactly("twice/a.tar could not be loaded: " + conflict);
        assertThat(report("twice/a.tar").error()).hasValue(conflict);
        assertThat(report("twice/a.tar").images()).isEmpty();
        assertThat(reports.report().missing()).extracting(ArchiveReport::path).containsExactly("twice/a.tar");
        assertThat(reports.report().archives()).extracting(ArchiveReport::state).containsExactly(ArchiveReport.State.FAILED,
                ArchiveReport.State.LOADED, ArchiveReport.State.LOADED);
    }

    @Test
    void anArchiveThatBringsNothingUsableIsNotLoadedWhereItIsRequiredByName() throws Exception {
        for (String namespace : List.of("k8s.io", "usable")) {
            new OciLayout().image("registry.test/other:1", Image.of("s390x", List.of()))
                    .write(archive(namespace + "/other.tar"));
            OciLayout unnamed = new OciLayout();
            unnamed.entry(unnamed.manifest(Image.of())).write(archive(namespace + "/unnamed.tar"));
        }
        preseed = preseed("k8s.io/other.tar", "usable/unnamed.tar", "*/*");

        assertThatThrownBy(() -> preseed.run(node)).isInstanceOf(FailedArchivesException.class)
                .hasMessage("2 of 4 image archives could not be loaded: k8s.io/other.tar, usable/unnamed.tar");

        assertThat(report("k8s.io/other.tar").error()).hasValueSatisfying(error -> assertThat(error)
                .contains("it is required, but brings no image that can be used here").contains("registry.test/other:1"));
        assertThat(report("usable/unnamed.tar").error())
                .hasValueSatisfying(error -> assertThat(error).contains("no image in the archive has a name"));
        assertThat(node.logged(Logger.Level.WARN)).hasSize(4)
                .anyMatch(line -> line.startsWith("k8s.io/unnamed.tar brought no image that can be used here"))
                .anyMatch(line -> line.startsWith("usable/other.tar brought no image that can be used here: image"
                        + " registry.test/other:1 cannot run here"));
        assertThat(containerd.client().namespace("k8s.io").images().list()).isEmpty();
        assertThat(containerd.client().namespace("usable").images().list()).extracting(StoredImage::name)
                .as("as containerd's import does").containsExactly("registry.test/other:1");
    }

    @Test
    void aRequiredArchiveWinsANameOverOthers() throws Exception {
        archives.oci(archive("rank/a.tar"), "registry.test/rank:1", 100, 71);
        new OciLayout().image("registry.test/rank:1", Image.of(Layer.random("data", 20_000, 72)))
                .image("registry.test/other:1", Image.of(Layer.random("data", 100, 73))).write(archive("rank/b.tar"));
        containerd.importArchive("ranked", archive("rank/a.tar"), false);

        assertThatThrownBy(() -> preseed("rank/a.tar").run(node)).isInstanceOf(FailedArchivesException.class);

        assertThat(containerd.client().namespace("rank").images().get("registry.test/rank:1").map(StoredImage::target))
                .isEqualTo(containerd.client().namespace("ranked").images().get("registry.test/rank:1")
                        .map(StoredImage::target));
        String conflict = "image registry.test/rank:1 is in rank/b.tar and, with other content, in rank/a.tar, which wins"
                + " because it is required: remove one of them";
        assertThat(node.logged(Logger.Level.ERROR)).containsExactly("rank/b.tar could not be loaded completely: " + conflict);
        ArchiveReport loser = report("rank/b.tar");
        assertThat(loser.state()).isEqualTo(ArchiveReport.State.FAILED);
        assertThat(loser.error()).hasValue(conflict);
        assertThat(loser.images()).containsExactly("registry.test/other:1");
        assertThat(loser.bytesSent()).as("what belongs to others is not sent").isLessThan(20_000);
        assertThat(images("rank")).containsExactly("registry.test/other:1", "registry.test/rank:1");
        assertThat(reports.report().requiredLoaded()).isTrue();
        assertNothingIsLeft("rank");
    }

    @Test
    void namesTheRuleForABadNamespace() throws Exception {
        archives.oci(archive("bad name/image.tar"), "registry.test/bad:1", 100, 31);

        assertThatThrownBy(() -> preseed.run(node)).isInstanceOf(FailedArchivesException.class)
                .hasMessage("1 of 1 image archive could not be loaded: bad name/image.tar");

        assertThat(report("bad name/image.tar").error()).hasValue(
                "\"bad name\" is not a valid containerd namespace: a name has 1 to 76 letters and digits, with single '.', '_' or '-'"
                        + " between them");
    }

    @Test
    void anAbsentDirectoryIsFine() throws Exception {
        Files.delete(directory);
        preseed.run(node);
        assertThat(node.signals()).containsExactly("healthy", "done");
        assertThat(reports.report().requiredLoaded()).isTrue();
    }

    @Test
    void aRequiredArchiveThatIsNotThereIsMissing() throws Exception {
        preseed = preseed("k8s.io/pause.tar", "*/optional*");

        assertThatThrownBy(() -> preseed.run(node)).isInstanceOf(FailedArchivesException.class);

        assertThat(reports.report().missing()).singleElement().satisfies(archive -> {
            assertThat(archive.path()).isEqualTo("k8s.io/pause.tar");
            assertThat(archive.error()).hasValueSatisfying(error -> assertThat(error).contains("does not exist"));
        });
    }

    @Test
    void whatIsLoadedIsNeitherOpenedNorDecompressedAgain() throws Exception {
        Path memos = temp.resolve("memos.json");
        Path plain = archives.oci(temp.resolve("plain.tar"), "registry.test/noted:1", 100_000, 61);
        Path packed = archive("noted/packed.tar.gz");
        Files.createDirectories(packed.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(plain, out);
        }
        await().untilAsserted(() -> {
            noting(memos, temp).run(new TestNode());
            assertThat(memos).exists();
        });
        Path unusable = Files.createFile(temp.resolve("file")).resolve("spool");

        noting(memos, unusable).run(node);

        assertThat(node.signals()).containsExactly("healthy", "done");
        assertThat(report("noted/packed.tar.gz").images()).containsExactly("registry.test/noted:1");
        assertThat(report("noted/packed.tar.gz").bytesPresent()).isGreaterThan(100_000);
        LoadPlan plan = report("noted/packed.tar.gz").plan().orElseThrow();
        assertThat(plan.images()).extracting(LoadPlan.Image::name).containsExactly("registry.test/noted:1");
        assertThat(plan.images()).extracting(LoadPlan.Image::platforms).containsExactly(List.of("linux/amd64"));
        assertThat(plan.bytesPresent()).isEqualTo(report("noted/packed.tar.gz").bytesPresent());
        assertThat(plan.bytesMissing()).isZero();
        assertThat(new DirectoryPlanner(noting(memos, unusable, false), containerd.client()).plan()).singleElement()
                .satisfies(asked -> {
                    assertThat(asked).usingRecursiveComparison().ignoringFields("bytesFree").isEqualTo(plan);
                    assertThat(asked.bytesFree()).isPresent();
                });
        new Preseed(noting(memos, unusable, true), containerd::client, reports).run(new TestNode());
        assertThat(report("noted/packed.tar.gz").state()).isEqualTo(ArchiveReport.State.PLANNED);
        assertThat(report("noted/packed.tar.gz").plan().orElseThrow()).usingRecursiveComparison().ignoringFields("bytesFree")
                .isEqualTo(plan);

        NamespaceClient namespace = containerd.client().namespace("noted");
        namespace.images().delete("registry.test/noted:1", true);
        assertThatThrownBy(() -> noting(memos, unusable).run(new TestNode())).isInstanceOf(FailedArchivesException.class);
        assertThat(new DirectoryPlanner(noting(memos, unusable, false), containerd.client()).plan().get(0).error()).isPresent();
        noting(memos, temp).run(new TestNode());
        assertThat(images("noted")).containsExactly("registry.test/noted:1");

        Files.copy(archives.oci(temp.resolve("other.tar"), "registry.test/noted:2", 1000, 62), packed,
                StandardCopyOption.REPLACE_EXISTING);
        noting(memos, temp).run(new TestNode());
        assertThat(images("noted")).contains("registry.test/noted:2");
    }

    @Test
    void writesAgainWhatHasLostItsFile() throws Exception {
        Path memos = temp.resolve("memos.json");
        archives.oci(archive("lost/image.tar"), "registry.test/lost:1", 1_300_000, 64);
        await().untilAsserted(() -> {
            noting(memos, temp).run(new TestNode());
            assertThat(memos).exists();
        });
        Map<String, Object> complete = dump("lost");
        NamespaceClient namespace = containerd.client().namespace("lost");
        Path blobs = containerd.client().contentDirectory().orElseThrow().resolve("blobs/sha256");
        for (BlobInfo blob : namespace.content().list()) {
            Path file = blobs.resolve(blob.digest().hex());
            Files.delete(file);
            if (blob.equals(largest("lost"))) {
                Files.write(file, new byte[1000]);
            }
        }

        noting(memos, temp).run(new TestNode());

        StoreInvariants.blobsAreTrue(namespace);
        assertThat(dump("lost")).isEqualTo(complete);
        assertNothingIsLeft("lost");
    }

    @Test
    void aNewDaemonTellsThatItRepairsWhatIsLost() throws Exception {
        archives.oci(archive("repaired/image.tar"), "registry.test/repaired:1", 1_500_000, 65);
        PreseedSettings settings = new PreseedSettings(directory, List.of());
        preseed(settings).run(new TestNode());
        Files.delete(containerd.client().contentDirectory().orElseThrow().resolve("blobs/sha256")
                .resolve(largest("repaired").digest().hex()));
        reports = new PreseedStatus();

        List<ArchiveReport> meanwhile = new ArrayList<>();
        BeforeCall writing = new BeforeCall("Leases/Create", () -> meanwhile.addAll(reports.report().repairing()));
        try (ContainerdConnection client = new ContainerdConnection(containerd.socket(), writing)) {
            new Preseed(settings, client::client, reports).run(new TestNode());
        }
        assertThat(meanwhile).extracting(ArchiveReport::path).containsExactly("repaired/image.tar");
        assertThat(reports.report().repairing()).isEmpty();
        StoreInvariants.blobsAreTrue(containerd.client().namespace("repaired"));
    }

    @Test
    void aMemoDoesNotHideThatARecordOrLabelsAreGone() throws Exception {
        Path memos = temp.resolve("memos.json");
        archives.oci(archive("memo/image.tar"), "registry.test/memo:1", 100_000, 63);
        await().untilAsserted(() -> {
            noting(memos, temp).run(new TestNode());
            assertThat(memos).exists();
        });
        Map<String, Object> complete = dump("memo");
        NamespaceClient namespace = containerd.client().namespace("memo");
        StoredImage image = namespace.images().list().get(0);
        Digest manifest = new Digest(image.target().digest());

        try (Lease lease = namespace.leases().create(HOUR, Map.of())) {
            lease.addContent(List.of(manifest));
            namespace.images().delete(image.name(), true);
            noting(memos, temp).run(new TestNode());
        }
        assertThat(dump("memo")).isEqualTo(complete);

        Map<String, String> none = namespace.content().info(manifest).orElseThrow().labels().keySet().stream()
                .collect(Collectors.toMap(key -> key, key -> ""));
        namespace.content().updateLabels(manifest, none);
        noting(memos, temp).run(new TestNode());
        assertThat(dump("memo")).isEqualTo(complete);
    }

    private Preseed noting(Path memos, Path spool) {
        return preseed(noting(memos, spool, false));
    }

    private PreseedSettings noting(Path memos, Path spool, boolean dryRun) {
        ArchiveSettings defaults = ArchiveSettings.defaults();
        return new PreseedSettings(directory, List.of("**"),
                new ArchiveSettings(defaults.limits(), spool, defaults.platforms(), defaults.strictPlatforms()),
                new ImportSettings(4, HOUR, OptionalLong.empty(), Optional.of(memos), dryRun));
    }

    private Preseed slowly(long bytesPerSecond, String... required) {
        return preseed(new PreseedSettings(directory, List.of(required), ArchiveSettings.defaults(),
                new ImportSettings(4, Duration.ofMinutes(1), OptionalLong.of(bytesPerSecond), Optional.empty(), false)));
    }

    @Test
    void archivesThatAreNotRequiredKeepToTheBandwidth() throws Exception {
        archives.oci(archive("slow/needed.tar"), "registry.test/slow/needed:1", 3_000_000, 71);
        archives.oci(archive("slow/other.tar"), "registry.test/slow/other:1", 9000, 72);
        long start = System.nanoTime();

        // at this rate the required one would take minutes; of the other one the layer passes at once, and the rest waits
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> slowly(4000, "slow/needed.tar").run(node));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(2500));
        assertThat(images("slow")).hasSize(2);
    }

    @Test
    void aLeaseLivesLongEnoughForTheBandwidth() throws Exception {
        archives.oci(archive("lasting/image.tar"), "registry.test/lasting:1", 400_000, 73);
        Thread run = new Thread(() -> {
            try {
                slowly(4000).run(node);
            } catch (Exception interrupted) {
                // as it is to be
            }
        });
        run.start();
        try {
            await().untilAsserted(() -> assertThat(StoreInvariants.leaseExpiries(containerd, "lasting").values())
                    .singleElement().extracting(Instant::parse).asInstanceOf(InstanceOfAssertFactories.INSTANT)
                    .isAfter(Instant.now().plusSeconds(100)));
        } finally {
            run.interrupt();
            run.join();
        }
        assertThat(containerd.client().namespace("lasting").leases().list()).as("what is there is kept for the next run")
                .hasSize(1);
    }

    @Test
    void holdsWhatIsThereWhileTheRestIsSent() throws Exception {
        Map<String, Object> complete = importToHold();
        NamespaceClient namespace = containerd.client().namespace("held");
        Lease lease = keepOnly(namespace.content().list().stream()
                .filter(blob -> blob.size() > 100_000 && blob.size() < 200_000).findFirst().orElseThrow().digest());
        BeforeCall sending = new BeforeCall("Content/Info", lease::closeAndCollect);

        try (ContainerdConnection client = new ContainerdConnection(containerd.socket(), sending)) {
            new Preseed(new PreseedSettings(directory, List.of("**")), client::client, reports).run(node);
        }

        assertThat(sending.happened()).isTrue();
        assertThat(report("held/image.tar").bytesPresent()).isGreaterThan(100_000);
        assertThat(dump("held")).isEqualTo(complete);
        assertNothingIsLeft("held");
    }

    @Test
    void holdsWhatIsThereUntilTheImageDoes() throws Exception {
        Map<String, Object> complete = importToHold();
        NamespaceClient namespace = containerd.client().namespace("held");
        Lease lease = keepOnly(new Digest(namespace.images().list().get(0).target().digest()));
        BeforeCall recording = new BeforeCall("Images/Create", lease::closeAndCollect);

        try (ContainerdConnection client = new ContainerdConnection(containerd.socket(), recording)) {
            new Preseed(new PreseedSettings(directory, List.of("**")), client::client, reports).run(node);
        }

        assertThat(recording.happened()).isTrue();
        assertThat(report("held/image.tar").bytesSent()).isZero();
        assertThat(dump("held")).isEqualTo(complete);
        assertNothingIsLeft("held");
    }

    private Map<String, Object> importToHold() throws Exception {
        Path archive = archives.layers(archive("held/image.tar"), "registry.test/held:1", 100_000, 3_000_000);
        containerd.importArchive("held", archive, false);
        return dump("held");
    }

    /** Removes all images of a namespace, and all content but this and what it refers to. */
    private static Lease keepOnly(Digest content) {
        NamespaceClient namespace = containerd.client().namespace("held");
        Lease lease = namespace.leases().create(HOUR, Map.of());
        lease.addContent(List.of(content));
        namespace.images().list().forEach(image -> namespace.images().delete(image.name(), true));
        assertThat(namespace.content().info(content)).isPresent();
        return lease;
    }

    @Test
    void archivesThatAreNotRequiredDoNotHoldTheStartUp() throws Exception {
        archives.oci(archive("some/needed.tar"), "registry.test/needed:1", 100, 41);
        Files.writeString(archive("some/other.tar"), "nonsense");
        preseed = preseed("some/needed.tar");

        assertThatThrownBy(() -> preseed.run(node)).isInstanceOf(FailedArchivesException.class);

        assertThat(reports.report().requiredLoaded()).isTrue();
        assertThat(reports.report().failed()).extracting(ArchiveReport::path).containsExactly("some/other.tar");
    }

    @Test
    void aRetryLeavesWhatIsKnownOfTheArchives() throws Exception {
        archives.oci(archive("retry/good.tar"), "registry.test/retry:1", 5000, 81);
        Files.writeString(archive("retry/bad.tar"), "nonsense");
        assertThatThrownBy(() -> preseed.run(node)).isInstanceOf(FailedArchivesException.class);
        List<ArchiveReport> failed = reports.report().archives();
        assertThat(failed).extracting(ArchiveReport::state).containsExactly(ArchiveReport.State.FAILED,
                ArchiveReport.State.LOADED);

        List<List<ArchiveReport>> meanwhile = new ArrayList<>();
        BeforeCall watching = new BeforeCall("Content/List", () -> meanwhile.add(reports.report().archives()));
        try (ContainerdConnection client = new ContainerdConnection(containerd.socket(), watching)) {
            Preseed next = new Preseed(new PreseedSettings(directory, List.of("**")), client::client, reports);
            assertThatThrownBy(() -> next.run(node)).isInstanceOf(FailedArchivesException.class);
        }

        meanwhile.add(reports.report().archives());
        assertThat(meanwhile).hasSize(2).allSatisfy(
                archives -> assertThat(archives).usingRecursiveFieldByFieldElementComparatorOnFields("path", "state",
                        "loadedOnce", "images", "error", "at").isEqualTo(failed));
    }

    @Test
    void anErrorFailsItsArchiveAndNothingElse() throws Exception {
        archives.oci(archive("memory/large.tar"), "registry.test/memory/large:1", 50_000, 82);
        for (int i = 0; i < 6; i++) {
            archives.oci(archive("memory/small" + i + ".tar"), "registry.test/memory/small:" + i, 100, 83 + i);
        }
        BeforeCall exhausted = new BeforeCall("Leases/Create", () -> {
            throw new OutOfMemoryError("Java heap space");
        });
        PreseedSettings settings = new PreseedSettings(directory, List.of(), ArchiveSettings.defaults(),
                new ImportSettings(1, HOUR));

        try (ContainerdConnection client = new ContainerdConnection(containerd.socket(), exhausted)) {
            assertThatThrownBy(() -> new Preseed(settings, client::client, reports).run(node))
                    .isInstanceOf(FailedArchivesException.class).hasMessageContaining("1 of 7");
        }

        assertThat(report("memory/large.tar").state()).isEqualTo(ArchiveReport.State.FAILED);
        assertThat(report("memory/large.tar").error()).contains("the daemon ran out of memory (Java heap space): give it more,"
                + " or lower quarkus.containerd.preseed.parallelism");
        assertThat(images("memory")).hasSize(6);
        preseed.run(new TestNode());
        assertThat(report("memory/large.tar").state()).isEqualTo(ArchiveReport.State.LOADED);
    }

    @Test
    void completesWhatACrashOfContainerdCutShort() throws Exception {
        archives.oci(archive("crash/image.tar"), "registry.test/crash:1", 3_000_000, 51);
        try (ConnectedContainerd fragile = ConnectedContainerd.start(version)) {
            BeforeCall crash = new BeforeCall("Content/Write", () -> fragile.process().destroyForcibly().onExit().join());
            try (ContainerdConnection client = new ContainerdConnection(fragile.socket(), crash)) {
                assertThatThrownBy(() -> new Preseed(new PreseedSettings(directory, List.of()), client::client, reports)
                        .run(new TestNode())).isInstanceOf(ContainerdException.class);
            }
            assertThat(report("crash/image.tar").state()).isEqualTo(ArchiveReport.State.FAILED);

            fragile.kill();
            NamespaceClient namespace = fragile.client().namespace("crash");
            fragile.run();
            assertThat(namespace.leases().list()).hasSize(1);
            assertThat(namespace.images().list()).isEmpty();
            new Preseed(new PreseedSettings(directory, List.of("**")), fragile::client, reports).run(node);

            assertThat(node.signals()).containsExactly("healthy", "done");
            assertThat(namespace.images().list()).extracting(StoredImage::name).containsExactly("registry.test/crash:1");
            assertThat(namespace.leases().list()).isEmpty();
            NamespaceDump.collect(namespace);
            assertThat(namespace.content().ingests()).isEmpty();
            assertThat(namespace.content().list()).hasSize(3);
        }
    }

    /** Waits until a large part of a blob has been written below containerd's root. */
    private static void awaitPlacing(ConnectedContainerd daemon) {
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> unfinished(daemon).stream().anyMatch(file -> file.length() > 1_000_000));
    }

    private static List<File> unfinished(ConnectedContainerd daemon) {
        Path root = daemon.client().contentDirectory().orElseThrow().getParent();
        File[] files = root.resolve("io.quarkiverse.containerd.unfinished").toFile().listFiles();
        return files == null ? List.of() : List.of(files);
    }

    @Test
    void cancellationEndsAnImportAtOnceAndTheNextRunGoesOn() throws Exception {
        archives.layers(archive("cancel/image.tar"), "registry.test/cancel:1", 2_100_000, 50_000_000);
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread runner = new Thread(() -> {
            try {
                slowly(5_000_000).run(node);
            } catch (Exception e) {
                failure.set(e);
            }
        });
        runner.start();
        NamespaceClient namespace = containerd.client().namespace("cancel");
        awaitPlacing(containerd);
        await().until(() -> namespace.content().list().stream().anyMatch(blob -> blob.size() > 2_000_000));
        runner.interrupt();
        runner.join(60_000);

        assertThat(failure.get()).isInstanceOf(InterruptedException.class);
        assertThat(report("cancel/image.tar").state()).isEqualTo(ArchiveReport.State.PENDING);
        assertThat(node.logged(Logger.Level.WARN)).isEmpty();
        assertThat(namespace.images().list()).isEmpty();
        assertThat(namespace.content().ingests()).isEmpty();
        assertThat(unfinished(containerd)).isEmpty();
        NamespaceDump.collect(namespace);

        preseed.run(new TestNode());

        assertThat(report("cancel/image.tar").bytesSent()).isGreaterThan(50_000_000);
        assertThat(report("cancel/image.tar").bytesPresent()).isGreaterThan(2_000_000);
        assertNothingIsLeft("cancel");
        assertThat(namespace.images().list()).hasSize(1);
        StoreInvariants.blobsAreTrue(namespace);
    }

    private static Map<String, Instant> updatedAt(String namespace) {
        return containerd.client().namespace(namespace).images().list().stream()
                .collect(Collectors.toMap(StoredImage::name, StoredImage::updatedAt));
    }

    private static BlobInfo largest(String namespace) {
        return containerd.client().namespace(namespace).content().list().stream()
                .max(java.util.Comparator.comparingLong(BlobInfo::size)).orElseThrow();
    }

    private static Map<String, Object> dump(String namespace) {
        Map<String, Object> dump = NamespaceDump.of(containerd.client().namespace(namespace));
        assertThat(dump).isNotEmpty();
        return dump;
    }

    private static void assertNothingIsLeft(String namespace) {
        NamespaceDump.assertNothingIsLeft(containerd.client().namespace(namespace));
    }
}
