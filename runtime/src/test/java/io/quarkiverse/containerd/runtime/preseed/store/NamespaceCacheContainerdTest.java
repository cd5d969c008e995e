package io.quarkiverse.containerd.runtime.preseed.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.archive.ArchiveProgress;
import io.quarkiverse.containerd.runtime.archive.Staging;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.content.BlobPlacement;
import io.quarkiverse.containerd.runtime.disk.Disks;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.preseed.NamespaceDump;
import io.quarkiverse.containerd.runtime.preseed.PreseedFixture;
import io.quarkiverse.containerd.runtime.preseed.StoreInvariants;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedDirectory;
import io.quarkiverse.containerd.runtime.preseed.load.ArchiveImporter;
import io.quarkiverse.containerd.runtime.preseed.load.BlobUploads;
import io.quarkiverse.containerd.runtime.preseed.load.BroughtImages;
import io.quarkiverse.containerd.runtime.preseed.load.DiskSpace;
import io.quarkiverse.containerd.runtime.preseed.load.ImageRecords;
import io.quarkiverse.containerd.runtime.preseed.load.ImportPlan;
import io.quarkiverse.containerd.runtime.preseed.load.ImportPlanner;
import io.quarkiverse.containerd.runtime.preseed.load.ImportResult;
import io.quarkiverse.containerd.runtime.preseed.load.NameOwners;
import io.quarkiverse.containerd.runtime.preseed.load.OwnedImages;
import io.quarkiverse.containerd.runtime.preseed.load.RateLimiter;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;

/** Imports by a view of a namespace that is not taken anew, but when the test says so. */
@Tag("containerd")
class NamespaceCacheContainerdTest extends PreseedFixture {

    private static final int STREAMS = 4;
    private static final int LAYER = 40_000;
    private static final List<String> LABELS = List.of("test/first", "test/second");
    private static final List<String> OTHER_LABELS = List.of("test/other");

    private final AtomicLong nanoTime = new AtomicLong();
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {
    });
    private final NamespaceCache cache = new NamespaceCache(containerd.client(), () -> {
        meanwhile.get().run();
        return nanoTime.get();
    });
    private final BlobUploads uploads = new BlobUploads(STREAMS,
            new BlobPlacement(containerd.client(), notice -> {
            }));
    private NamespaceClient namespace;

    @BeforeEach
    void emptyNamespace() {
        namespace = containerd.client().namespace("views");
        removeImages(namespace);
    }

    @AfterEach
    void stopUploads() {
        uploads.close();
    }

    @Test
    void contentThatHasBeenCollectedSinceIsSent() throws Exception {
        importByContainerdsClient();
        cache.of(namespace);
        assertIsSentAfterCollection();
    }

    @Test
    void contentThatWasThereInPartAndHasBeenCollectedSinceIsSent() throws Exception {
        importByContainerdsClient();
        String manifest = namespace.images().list().get(0).target().digest();
        cache.of(namespace).blobs().keySet().removeIf(digest -> digest.value().equals(manifest));
        assertIsSentAfterCollection();
    }

    @Test
    void contentThatAnotherArchiveHasBroughtSinceIsThere() throws Exception {
        archives.oci(archive("views/first.tar"), "registry.test/first:1", LAYER, 1);
        archives.oci(archive("views/second.tar"), "registry.test/second:1", LAYER, 1);
        cache.of(namespace);

        load("views/first.tar");
        try (ImportPlan plan = plan("views/second.tar")) {
            assertThat(plan.missing()).isEmpty();
        }
        assertThat(load("views/second.tar").bytesSent()).isZero();
        assertImages("registry.test/first:1", "registry.test/second:1");
    }

    @Test
    void contentThatOthersHaveBroughtSinceIsNotSentTwice() throws Exception {
        archives.oci(archive("views/image.tar"), "registry.test/image:1", 3 << 20, 1);
        cache.of(namespace);
        containerd.importArchive("views", archive("views/image.tar"), false);

        assertThat(load("views/image.tar").bytesSent()).isLessThan(1 << 20);
        assertImages("registry.test/image:1");
    }

    @Test
    void whatIsThereIsAskedOnce() throws Exception {
        importByContainerdsClient();
        cache.of(namespace);
        List<NamespaceClient> namespaces = cache.namespaces();
        labelImages();
        containerd.importArchive("cache-of-others", archive("views/image.tar"), false);

        assertThat(cache.haveLabel(namespace, LABELS)).isFalse();
        assertThat(cache.namespaces()).isEqualTo(namespaces);
        cache.forget();
        assertThat(cache.haveLabel(namespace, LABELS)).isTrue();
        assertThat(cache.namespaces()).extracting(NamespaceClient::name).contains("cache-of-others");
        removeImages(containerd.client().namespace("cache-of-others"));
    }

    @Test
    void whatWasSeenIsForgottenInAMoment() throws Exception {
        importByContainerdsClient();
        NamespaceCache.Contents view = cache.of(namespace);
        List<NamespaceClient> namespaces = cache.namespaces();
        nanoTime.set(Duration.ofSeconds(1).toNanos());
        assertThat(cache.of(namespace)).isSameAs(view);
        assertThat(cache.namespaces()).isSameAs(namespaces);

        labelImages();
        nanoTime.incrementAndGet();
        assertThat(cache.haveLabel(namespace, LABELS)).isTrue();
        assertThat(cache.of(namespace)).isNotSameAs(view);
        assertThat(cache.namespaces()).isNotSameAs(namespaces);
    }

    @Test
    void whatAnImportHasWrittenIsSeen() throws Exception {
        importByContainerdsClient();
        labelImages();
        cache.of(namespace);
        cache.namespaces();
        assertThat(cache.haveLabel(namespace, LABELS)).isTrue();
        assertThat(cache.haveLabel(namespace, OTHER_LABELS)).isFalse();

        archives.oci(archive("cache-written/image.tar"), "registry.test/written:1", LAYER, 1);
        load("cache-written/image.tar");
        namespace.images().list().forEach(image -> namespace.images().updateLabels(image, Map.of(OTHER_LABELS.get(0), "x")));

        assertThat(cache.haveLabel(namespace, OTHER_LABELS)).isTrue();
        assertThat(cache.namespaces()).extracting(NamespaceClient::name).contains("cache-written");
        removeImages(containerd.client().namespace("cache-written"));
    }

    @Test
    void whatIsAddedWhileItIsReadIsSeenAndNotAskedForAgain() {
        Digest digest = Digest.of(new byte[] { 1 });
        PlannedBlob blob = new PlannedBlob(new Descriptor("layer", digest, 1, Map.of(), Optional.empty()), Map.of(),
                Optional.empty(), false, Optional.empty());
        AtomicInteger calls = new AtomicInteger();
        // the time is asked for twice before it is read, and once more afterwards
        meanwhile.set(() -> {
            if (calls.incrementAndGet() == 4) {
                cache.add(namespace, List.of(blob));
            }
        });

        NamespaceCache.Contents view = cache.of(namespace);

        assertThat(view.blobs()).containsKey(digest);
        assertThat(cache.of(namespace)).isSameAs(view);
    }

    @Test
    void whatTakesLongToReadIsKeptForLonger() {
        // each look at the clock takes a second, and so does a reading
        meanwhile.set(() -> nanoTime.addAndGet(Duration.ofSeconds(1).toNanos()));
        NamespaceCache.Contents view = cache.of(namespace);
        meanwhile.set(() -> {
        });

        nanoTime.addAndGet(Duration.ofSeconds(20).toNanos());
        assertThat(cache.of(namespace)).isSameAs(view);
        nanoTime.incrementAndGet();
        assertThat(cache.of(namespace)).isNotSameAs(view);
    }

    private void labelImages() {
        namespace.images().list().forEach(image -> namespace.images().updateLabels(image, Map.of(LABELS.get(1), "x")));
    }

    private void importByContainerdsClient() throws Exception {
        archives.oci(archive("views/image.tar"), "registry.test/image:1", LAYER, 1);
        containerd.importArchive("views", archive("views/image.tar"), false);
    }

    private void assertIsSentAfterCollection() throws IOException, InterruptedException {
        removeImages(namespace);

        ImportResult result = load("views/image.tar");

        assertThat(result.bytesSent()).isGreaterThan(LAYER);
        assertImages("registry.test/image:1");
    }

    private ImportPlan plan(String path) throws IOException {
        PreseedSettings settings = new PreseedSettings(directory, List.of("**"));
        return new ImportPlanner(settings, cache, new Disks(0)).plan(scanned(path), containerd.client(), ArchiveProgress.none(),
                Staging.none());
    }

    /** As when the clock of a machine without a battery is set, while it boots: containerd may have collected anything. */
    @Test
    void anImportFailsWhoseLeaseTheClockEndsAndIsWholeTheNextTime() throws Exception {
        archives.oci(archive("views/image.tar"), "registry.test/image:1", LAYER, 1);
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        Progress jump = new Progress(Duration.ZERO, System::nanoTime, (done, total) -> ahead.set(Duration.ofDays(1)));

        assertThatThrownBy(() -> load("views/image.tar", () -> Instant.now().plus(ahead.get()), jump))
                .isInstanceOf(IOException.class).hasMessageContaining("has expired");

        assertThat(namespace.images().list()).isEmpty();
        StoreInvariants.nothingIsLeft(namespace);
        cache.forget();
        load("views/image.tar");
        assertImages("registry.test/image:1");
    }

    private ImportResult load(String path) throws IOException, InterruptedException {
        return load(path, InstantSource.system(), new Progress(Duration.ofDays(1), System::nanoTime, (done, total) -> {
        }));
    }

    private ImportResult load(String path, InstantSource clock, Progress progress) throws IOException, InterruptedException {
        PreseedSettings settings = new PreseedSettings(directory, List.of("**"));
        NameOwners owners = new NameOwners(Optional.empty());
        ArchiveImporter importer = new ArchiveImporter(new ImportLeases(Duration.ofHours(1), clock), uploads,
                new OwnedImages(owners), new ImageRecords(settings.images().prune(), new BroughtImages(owners), warning -> {
                }), cache,
                new RateLimiter(OptionalLong.empty(), System::nanoTime));
        try (ImportPlan plan = plan(path);
                DiskSpace.Reservation claim = DiskSpace.of(containerd.client(), "overlayfs", new Disks(0)).reservation()) {
            owners.claim(scanned(path), plan.report(scanned(path), OptionalLong.empty()));
            return importer.load(scanned(path), plan, progress, claim);
        }
    }

    private PreseedArchive scanned(String path) throws IOException {
        return new PreseedDirectory(new PreseedSettings(directory, List.of("**"))).scan().archives().stream()
                .filter(archive -> archive.path().equals(path)).findFirst().orElseThrow();
    }

    private void assertImages(String... names) throws IOException {
        assertThat(namespace.images().list()).extracting(StoredImage::name).containsExactlyInAnyOrder(names);
        StoreInvariants.imagesAreWhole(namespace);
        NamespaceDump.collect(namespace);
        StoreInvariants.imagesAreWhole(namespace);
        StoreInvariants.nothingIsLeft(namespace);
    }

    private static void removeImages(NamespaceClient namespace) {
        namespace.images().list().forEach(image -> namespace.images().delete(image.name(), true));
    }
}
