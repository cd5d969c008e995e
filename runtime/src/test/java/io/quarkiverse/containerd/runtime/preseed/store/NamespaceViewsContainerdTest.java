package io.quarkiverse.containerd.runtime.preseed.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.archive.ArchiveProgress;
import io.quarkiverse.containerd.runtime.preseed.NamespaceDump;
import io.quarkiverse.containerd.runtime.preseed.PreseedFixture;
import io.quarkiverse.containerd.runtime.preseed.StoreInvariants;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedDirectory;
import io.quarkiverse.containerd.runtime.preseed.load.ArchiveImporter;
import io.quarkiverse.containerd.runtime.preseed.load.BlobUploads;
import io.quarkiverse.containerd.runtime.preseed.load.DiskSpace;
import io.quarkiverse.containerd.runtime.preseed.load.ImageClaims;
import io.quarkiverse.containerd.runtime.preseed.load.ImageRecords;
import io.quarkiverse.containerd.runtime.preseed.load.ImportPlan;
import io.quarkiverse.containerd.runtime.preseed.load.ImportPlanner;
import io.quarkiverse.containerd.runtime.preseed.load.ImportResult;
import io.quarkiverse.containerd.runtime.preseed.load.RateLimiter;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;

/** Imports by a view of a namespace that is not taken anew, but when the test says so. */
@Tag("containerd")
class NamespaceViewsContainerdTest extends PreseedFixture {

    private static final int STREAMS = 4;
    private static final int LAYER = 40_000;
    private static final List<String> LABELS = List.of("test/first", "test/second");
    private static final List<String> OTHER_LABELS = List.of("test/other");

    private final AtomicLong nanoTime = new AtomicLong();
    private final NamespaceCache views = new NamespaceCache(containerd.client(), nanoTime::get);
    private final BlobUploads uploads = new BlobUploads(STREAMS);
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
        views.of(namespace);
        assertIsSentAfterCollection();
    }

    @Test
    void contentThatWasThereInPartAndHasBeenCollectedSinceIsSent() throws Exception {
        importByContainerdsClient();
        String manifest = namespace.images().list().get(0).target().digest();
        views.of(namespace).blobs().keySet().removeIf(digest -> digest.value().equals(manifest));
        assertIsSentAfterCollection();
    }

    @Test
    void contentThatAnotherArchiveHasBroughtSinceIsThere() throws Exception {
        archives.oci(archive("views/first.tar"), "registry.test/first:1", LAYER, 1);
        archives.oci(archive("views/second.tar"), "registry.test/second:1", LAYER, 1);
        views.of(namespace);

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
        views.of(namespace);
        containerd.importArchive("views", archive("views/image.tar"), false);

        assertThat(load("views/image.tar").bytesSent()).isLessThan(1 << 20);
        assertImages("registry.test/image:1");
    }

    @Test
    void whatIsThereIsAskedOnce() throws Exception {
        importByContainerdsClient();
        views.of(namespace);
        List<NamespaceClient> namespaces = views.namespaces();
        labelImages();
        containerd.importArchive("views-of-others", archive("views/image.tar"), false);

        assertThat(views.haveLabel(namespace, LABELS)).isFalse();
        assertThat(views.namespaces()).isEqualTo(namespaces);
        views.forget();
        assertThat(views.haveLabel(namespace, LABELS)).isTrue();
        assertThat(views.namespaces()).extracting(NamespaceClient::name).contains("views-of-others");
        removeImages(containerd.client().namespace("views-of-others"));
    }

    @Test
    void whatWasSeenIsForgottenInAMoment() throws Exception {
        importByContainerdsClient();
        NamespaceCache.Contents view = views.of(namespace);
        List<NamespaceClient> namespaces = views.namespaces();
        nanoTime.set(Duration.ofSeconds(1).toNanos());
        assertThat(views.of(namespace)).isSameAs(view);
        assertThat(views.namespaces()).isSameAs(namespaces);

        labelImages();
        nanoTime.incrementAndGet();
        assertThat(views.haveLabel(namespace, LABELS)).isTrue();
        assertThat(views.of(namespace)).isNotSameAs(view);
        assertThat(views.namespaces()).isNotSameAs(namespaces);
    }

    @Test
    void whatAnImportHasWrittenIsSeen() throws Exception {
        importByContainerdsClient();
        labelImages();
        views.of(namespace);
        views.namespaces();
        assertThat(views.haveLabel(namespace, LABELS)).isTrue();
        assertThat(views.haveLabel(namespace, OTHER_LABELS)).isFalse();

        archives.oci(archive("views-written/image.tar"), "registry.test/written:1", LAYER, 1);
        load("views-written/image.tar");
        namespace.images().list().forEach(image -> namespace.images().updateLabels(image, Map.of(OTHER_LABELS.get(0), "x")));

        assertThat(views.haveLabel(namespace, OTHER_LABELS)).isTrue();
        assertThat(views.namespaces()).extracting(NamespaceClient::name).contains("views-written");
        removeImages(containerd.client().namespace("views-written"));
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
        return new ImportPlanner(settings, views).plan(scanned(path), containerd.client(), ArchiveProgress.none());
    }

    private ImportResult load(String path) throws IOException, InterruptedException {
        PreseedSettings settings = new PreseedSettings(directory, List.of("**"));
        ArchiveImporter importer = new ArchiveImporter(new ImportLeases(Duration.ofHours(1), InstantSource.system()), uploads,
                new ImageClaims(), new ImageRecords(settings.images().prune()), views,
                new RateLimiter(OptionalLong.empty(), System::nanoTime));
        Progress progress = new Progress(Duration.ofDays(1), System::nanoTime, (done, total) -> {
        });
        try (ImportPlan plan = plan(path); DiskSpace.Reservation claim = DiskSpace.of(containerd.client()).reservation()) {
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
