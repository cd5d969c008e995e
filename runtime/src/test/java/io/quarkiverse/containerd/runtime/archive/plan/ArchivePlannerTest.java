package io.quarkiverse.containerd.runtime.archive.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.layout.Archive;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveReader;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.oci.MediaTypes;
import io.quarkiverse.containerd.runtime.oci.Platform;
import io.quarkiverse.containerd.runtime.oci.PlatformMatcher;
import io.quarkiverse.containerd.runtime.oci.Platforms;
import io.quarkiverse.containerd.runtime.oci.RecordRules;
import io.quarkiverse.containerd.runtime.oci.RefTranslator;
import io.quarkiverse.containerd.testing.Blob;
import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.ImageJson;
import io.quarkiverse.containerd.testing.OciLayout;
import io.quarkiverse.containerd.testing.Tar;

@Tag("small-heap")
class ArchivePlannerTest {

    private static final String LABEL = "containerd.io/gc.ref.content.";
    private static final byte[] PLAIN_1 = new Tar().file("a", "one").end().bytes();
    private static final byte[] PLAIN_2 = new Tar().file("b", "two".repeat(1000)).end().bytes();
    private static final byte[] GZIP_1 = Compressor.GZIP.compress(PLAIN_1);
    private static final byte[] GZIP_2 = Compressor.GZIP.compress(PLAIN_2);
    private static final byte[] CONFIG = ImageJson.config("amd64", PLAIN_1, PLAIN_2);
    private static final byte[] MANIFEST = ImageJson.manifest(ImageJson.OCI_LAYER_GZIP, CONFIG, GZIP_1, GZIP_2);
    private static final byte[] ARM_CONFIG = ImageJson.config("arm64", PLAIN_2);
    private static final byte[] ARM_MANIFEST = ImageJson.manifest(ImageJson.OCI_LAYER_GZIP, ARM_CONFIG, GZIP_2);
    private static final byte[] I386_CONFIG = ImageJson.config("386", PLAIN_1);
    private static final byte[] I386_MANIFEST = ImageJson.manifest(ImageJson.OCI_LAYER_GZIP, I386_CONFIG, GZIP_1);
    private static final String NAMED = ImageJson.name("docker.io/library/a:1");

    @TempDir
    Path directory;

    private final ArchivePlanner planner = planner(false);
    private Archive archive;

    private static ArchivePlanner planner(boolean strict) {
        return new ArchivePlanner(PlatformMatcher.only(new Platform("linux", "amd64", "", "")), RefTranslator.verbatim(),
                strict);
    }

    @AfterEach
    void close() throws IOException {
        if (archive != null) {
            archive.close();
        }
    }

    private ArchivePlan plan(Tar tar) throws IOException {
        return plan(tar, planner, new ArchiveReader(), StoredContent.none());
    }

    private ArchivePlan plan(Tar tar, ArchivePlanner planner, ArchiveReader reader, StoredContent store)
            throws IOException {
        close();
        archive = reader.open(tar.end().write(directory.resolve("image.tar")));
        return planner.plan(archive, store, RecordRules.CONTAINERD);
    }

    private ArchivePlan planForKubernetes(Tar tar) throws IOException {
        plan(tar);
        return planner.plan(archive, StoredContent.none(), RecordRules.KUBERNETES);
    }

    private static byte[] topIndex(byte[] manifest) {
        return ImageJson.index(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, manifest, NAMED));
    }

    private static byte[] multi() {
        return ImageJson.index(
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, ImageJson.platform("amd64")),
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, ARM_MANIFEST, ImageJson.platform("arm64")),
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, I386_MANIFEST, ImageJson.platform("386")));
    }

    private static byte[] topIndexOf(byte[] index) {
        return ImageJson.index(ImageJson.descriptor(MediaTypes.OCI_INDEX, index, NAMED));
    }

    private static PlannedBlob blob(ArchivePlan plan, byte[] bytes) {
        return plan.blobs().stream().filter(blob -> blob.descriptor().digest().equals(Digest.of(bytes))).findFirst()
                .orElseThrow();
    }

    private static List<Digest> digests(ArchivePlan plan) {
        return plan.blobs().stream().map(blob -> blob.descriptor().digest()).toList();
    }

    private static List<Digest> digests(byte[]... blobs) {
        return List.of(blobs).stream().map(Digest::of).toList();
    }

    private static byte[] read(PlannedBlob blob) throws IOException {
        BlobContent content = blob.content().orElseThrow();
        ByteBuffer buffer = ByteBuffer.allocate((int) content.size());
        content.read(0, buffer);
        return buffer.array();
    }

    @Test
    void plansAnImageWithItsLabels() throws IOException {
        ArchivePlan plan = plan(OciLayout.tarOf(topIndex(MANIFEST), MANIFEST, CONFIG, GZIP_1, GZIP_2, "junk".getBytes(UTF_8)));
        assertThat(plan.images()).singleElement().satisfies(image -> {
            assertThat(image.name()).isEqualTo("docker.io/library/a:1");
            assertThat(image.selected()).isTrue();
            assertThat(image.target().digest()).isEqualTo(Digest.of(MANIFEST));
            assertThat(image.target().annotations()).containsEntry("io.containerd.image.name", "docker.io/library/a:1");
        });
        assertThat(digests(plan)).isEqualTo(digests(MANIFEST, CONFIG, GZIP_1, GZIP_2));
        assertThat(blob(plan, MANIFEST).labels()).isEqualTo(Map.of(LABEL + "config", Digest.of(CONFIG).value(),
                LABEL + "l.0", Digest.of(GZIP_1).value(), LABEL + "l.1", Digest.of(GZIP_2).value()));
        assertThat(blob(plan, MANIFEST).unverified()).isFalse();
        assertThat(blob(plan, GZIP_1).unverified()).isTrue();
        for (byte[] bytes : List.of(MANIFEST, CONFIG, GZIP_1, GZIP_2)) {
            assertThat(read(blob(plan, bytes))).isEqualTo(bytes);
            assertThat(blob(plan, bytes).entry()).contains(Blob.of(bytes).name());
        }
    }

    @Test
    void keepsThePlatformsTheHostRuns() throws IOException {
        ArchivePlan plan = plan(OciLayout.tarOf(topIndexOf(multi()), multi(), MANIFEST, CONFIG, GZIP_1, GZIP_2,
                ARM_MANIFEST, ARM_CONFIG, I386_MANIFEST, I386_CONFIG));
        assertThat(digests(plan)).isEqualTo(digests(multi(), MANIFEST, CONFIG, GZIP_1, GZIP_2, I386_MANIFEST, I386_CONFIG));
        assertThat(blob(plan, multi()).labels()).isEqualTo(Map.of(LABEL + "m.0", Digest.of(MANIFEST).value(),
                LABEL + "m.1", Digest.of(I386_MANIFEST).value()));
    }

    @Test
    void skipsPlatformsThatAreNotInTheArchive() throws IOException {
        Tar tar = OciLayout.tarOf(topIndexOf(multi()), multi(), MANIFEST, CONFIG, GZIP_1, GZIP_2);
        ArchivePlan plan = plan(tar);
        assertThat(digests(plan)).isEqualTo(digests(multi(), MANIFEST, CONFIG, GZIP_1, GZIP_2));
        assertThat(plan.skipped()).extracting(Descriptor::digest).containsExactly(Digest.of(I386_MANIFEST));
        assertThatThrownBy(() -> plan(tar, planner(true), new ArchiveReader(), StoredContent.none()))
                .isInstanceOf(ArchiveException.class).hasMessageContaining("content not found")
                .hasMessageContaining(Digest.of(I386_MANIFEST).value());
    }

    @Test
    void theBestEntryOfAnIndexMustBeThere() throws IOException {
        String host = "\"platform\":{\"os\":\"linux\",\"architecture\":\"" + Platforms.host().architecture() + "\"}";
        String best = ImageJson.descriptor(MediaTypes.OCI_MANIFEST, "absent".getBytes(UTF_8), host);
        String other = ImageJson.descriptor(MediaTypes.OCI_MANIFEST, "other".getBytes(UTF_8), ImageJson.platform("s390x"));
        String anywhere = ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST);
        ArchivePlanner all = new ArchivePlanner(PlatformMatcher.all(), RefTranslator.verbatim(), false);
        for (List<String> entries : List.of(List.of(best, anywhere), List.of(anywhere, other, best))) {
            byte[] index = ImageJson.index(entries.toArray(String[]::new));
            assertThatThrownBy(() -> plan(OciLayout.tarOf(topIndexOf(index), index, MANIFEST, CONFIG, GZIP_1, GZIP_2), all,
                    new ArchiveReader(), StoredContent.none())).isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("content not found")
                    .hasMessageContaining(Digest.of("absent".getBytes(UTF_8)).value());
        }
        byte[] index = ImageJson.index(other, anywhere);
        assertThat(plan(OciLayout.tarOf(topIndexOf(index), index, MANIFEST, CONFIG, GZIP_1, GZIP_2), all, new ArchiveReader(),
                StoredContent.none()).skipped()).hasSize(1);
        byte[] foreign = ImageJson.index(best,
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, ImageJson.platform("s390x")));
        assertThat(plan(OciLayout.tarOf(topIndexOf(foreign), foreign, MANIFEST, CONFIG, GZIP_1, GZIP_2), all,
                new ArchiveReader(), StoredContent.none()).skipped()).as("for others").hasSize(1);
    }

    @Test
    void anIndexWithNothingOfTheHostInTheArchiveIsAnError() {
        assertThatThrownBy(() -> plan(OciLayout.tarOf(topIndexOf(multi()), multi(), ARM_MANIFEST)))
                .isInstanceOf(ArchiveException.class).hasMessageContaining("content not found")
                .hasMessageContaining(Digest.of(MANIFEST).value());
    }

    @Test
    void anIndexForOtherPlatformsIsHollow() throws IOException {
        byte[] arm = ImageJson.index(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, ARM_MANIFEST, ImageJson.platform("arm64")));
        ArchivePlan plan = plan(OciLayout.tarOf(topIndexOf(arm), arm, ARM_MANIFEST, ARM_CONFIG, GZIP_2));
        assertThat(digests(plan)).isEqualTo(digests(arm));
        assertThat(plan.images()).extracting(ImageRecord::selected).containsExactly(false);
    }

    @Test
    void anArchiveForOtherPlatformsIsAnError() {
        byte[] top = ImageJson.index(
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, ARM_MANIFEST, NAMED, ImageJson.platform("arm64")));
        assertThatThrownBy(() -> plan(OciLayout.tarOf(top, ARM_MANIFEST, ARM_CONFIG, GZIP_2)))
                .isInstanceOf(ArchiveException.class).hasMessageContaining("it has linux/arm64");
    }

    @Test
    void anImageForAnotherPlatformKeepsItsRecordIfItsManifestIsThere() throws IOException {
        byte[] top = ImageJson.index(
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, NAMED, ImageJson.platform("amd64")),
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, ARM_MANIFEST,
                        ImageJson.name("arm:1"), ImageJson.platform("arm64")),
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, "absent".getBytes(UTF_8),
                        ImageJson.name("absent:1"), ImageJson.platform("s390x")));
        ArchivePlan plan = plan(OciLayout.tarOf(top, MANIFEST, CONFIG, GZIP_1, GZIP_2, ARM_MANIFEST, ARM_CONFIG));
        assertThat(plan.images()).extracting(ImageRecord::name).containsExactly("docker.io/library/a:1", "arm:1");
        assertThat(plan.images()).extracting(ImageRecord::selected).containsExactly(true, false);
        assertThat(digests(plan)).isEqualTo(digests(MANIFEST, CONFIG, GZIP_1, GZIP_2, ARM_MANIFEST));
        assertThat(blob(plan, ARM_MANIFEST).labels()).isEmpty();
        assertThat(plan.skipped()).hasSize(1);
    }

    private static String entry(byte[] manifest, String... more) {
        return ImageJson.with(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, manifest, NAMED), more);
    }

    /** Entries with the same name, in any order; the first of them is the one that counts. */
    static Stream<List<String>> entriesOfOneName() {
        String amd64 = entry(MANIFEST, ImageJson.platform("amd64"));
        String arm64 = entry(ARM_MANIFEST, ImageJson.platform("arm64"));
        String i386 = entry(I386_MANIFEST, ImageJson.platform("386"));
        byte[] hollow = ImageJson
                .index(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, ARM_MANIFEST, ImageJson.platform("arm64")));
        return Stream.of(List.of(amd64, arm64), List.of(amd64, i386, arm64), List.of(i386, arm64),
                List.of(entry(MANIFEST), entry(ARM_MANIFEST)), List.of(i386, entry(ARM_MANIFEST)),
                List.of(amd64, ImageJson.descriptor(MediaTypes.OCI_INDEX, hollow, NAMED)),
                List.of(i386, entry("absent".getBytes(UTF_8), ImageJson.platform("amd64"))));
    }

    @ParameterizedTest
    @MethodSource("entriesOfOneName")
    void ofTheEntriesOfANameTheOneThatRunsHereCounts(List<String> entries) throws IOException {
        byte[] hollow = ImageJson
                .index(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, ARM_MANIFEST, ImageJson.platform("arm64")));
        List<String> reversed = new ArrayList<>(entries);
        Collections.reverse(reversed);
        for (List<String> order : List.of(entries, reversed)) {
            ArchivePlan plan = plan(OciLayout.tarOf(ImageJson.index(order.toArray(String[]::new)), MANIFEST, CONFIG, GZIP_1,
                    GZIP_2, ARM_MANIFEST, ARM_CONFIG, I386_MANIFEST, I386_CONFIG, hollow));
            assertThat(plan.images()).singleElement().satisfies(image -> {
                assertThat(entries.get(0)).contains(image.target().digest().value());
                assertThat(image.selected()).isTrue();
            });
        }
    }

    @Test
    void ofTheImagesOfATagTheOneThatRunsHereCounts() throws IOException {
        for (List<String> order : List.of(List.of("arm.json", "config.json"), List.of("config.json", "arm.json"))) {
            ArchivePlan plan = plan(new Tar().file("1.tar", PLAIN_2).file("arm.json", ARM_CONFIG)
                    .file("config.json", ImageJson.config("amd64", PLAIN_2)).file("manifest.json", order.stream()
                            .map(config -> ImageJson.dockerManifest(config, List.of("app:1"), List.of("1.tar")))
                            .collect(Collectors.joining(",")).replace("],[", ",")));
            assertThat(plan.images()).extracting(ImageRecord::selected).containsExactly(true);
            assertThat(digests(plan)).contains(Digest.of(ImageJson.config("amd64", PLAIN_2)));
        }
    }

    @Test
    void ofTwoEntriesForTheSamePlatformTheLastCounts() throws IOException {
        byte[] other = ImageJson.manifest(ImageJson.OCI_LAYER_GZIP, ImageJson.config("amd64", PLAIN_1), GZIP_1);
        ArchivePlan plan = plan(OciLayout.tarOf(ImageJson.index(entry(other, ImageJson.platform("amd64")),
                entry(MANIFEST, ImageJson.platform("amd64"))), MANIFEST, CONFIG, GZIP_1, GZIP_2, other));
        assertThat(target(plan)).isEqualTo(Digest.of(MANIFEST));
    }

    @Test
    void kubernetesGetsNoRecordsOfImagesForOtherPlatforms() throws IOException {
        byte[] hollow = ImageJson
                .index(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, ARM_MANIFEST, ImageJson.platform("arm64")));
        byte[] top = ImageJson.index(entry(MANIFEST),
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, ARM_MANIFEST, ImageJson.name("stated:1"),
                        ImageJson.platform("arm64")),
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, ARM_MANIFEST, ImageJson.name("configured:1")),
                ImageJson.descriptor(MediaTypes.OCI_INDEX, hollow, ImageJson.name("hollow:1")));
        Tar tar = OciLayout.tarOf(top, MANIFEST, CONFIG, GZIP_1, GZIP_2, ARM_MANIFEST, ARM_CONFIG, hollow);
        ArchivePlan plan = planForKubernetes(tar);
        assertThat(plan.images()).extracting(ImageRecord::name).containsExactly("docker.io/library/a:1");
        assertThat(plan.notes()).containsExactly(
                "image docker.io/library/stated:1 is left out: the archive has it for other platforms only",
                "image docker.io/library/configured:1 is left out: the archive has it for other platforms only",
                "image docker.io/library/hollow:1 is left out: the archive has it for other platforms only");
        assertThat(digests(plan)).isEqualTo(digests(MANIFEST, CONFIG, GZIP_1, GZIP_2));
        assertThat(plan.isUsable()).isTrue();
        assertThat(plan(tar).images()).as("as containerd's import").hasSize(4);
        ArchivePlan nothing = planForKubernetes(OciLayout.tarOf(topIndex(ARM_MANIFEST), ARM_MANIFEST, ARM_CONFIG, GZIP_2));
        assertThat(nothing.isUsable()).isFalse();
        assertThat(nothing.blobs()).isEmpty();
    }

    private Tar named(String member) {
        return OciLayout.tarOf(ImageJson.index(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, member)), MANIFEST,
                CONFIG,
                GZIP_1, GZIP_2);
    }

    @ParameterizedTest
    @CsvSource({ "multiarch:latest,docker.io/library/multiarch:latest", "team/app:1,docker.io/team/app:1",
            "index.docker.io/x/y:1,docker.io/x/y:1", "docker.io/lib:1,docker.io/library/lib:1",
            "registry.test/a,registry.test/a:latest", "busybox,docker.io/library/busybox:latest",
            "localhost/a:1,localhost/a:1", "registry.test:5000/a:1,registry.test:5000/a:1" })
    void kubernetesGetsCompleteNames(String name, String complete) throws IOException {
        assertThat(planForKubernetes(named(ImageJson.name(name))).images()).extracting(ImageRecord::name)
                .containsExactly(complete);
        assertThat(plan(named(ImageJson.name(name))).images()).extracting(ImageRecord::name).as("elsewhere")
                .containsExactly(name);
        if (name.contains(":") || name.contains("/")) {
            assertThat(planForKubernetes(named(ImageJson.refName(name))).images()).extracting(ImageRecord::name)
                    .containsExactly(complete);
        }
    }

    @Test
    void aNameByAnotherDigestIsNoted() throws IOException {
        String wrong = "docker.io/library/a@sha256:" + "a".repeat(64);
        assertThat(planForKubernetes(named(ImageJson.name(wrong))).notes()).singleElement().asString()
                .contains("image " + wrong + " has the digest " + Digest.of(MANIFEST));
        assertThat(planForKubernetes(named(ImageJson.name("docker.io/library/a@" + Digest.of(MANIFEST)))).notes()).isEmpty();
        assertThat(plan(named(ImageJson.name(wrong))).notes()).isEmpty();
    }

    @Test
    void noNameIsLongerThanContainerdCanStore() throws IOException {
        assertThat(plan(named(ImageJson.name("é".repeat(16_384)))).images()).hasSize(1);
        assertThatThrownBy(() -> plan(named(ImageJson.name("é".repeat(16_384) + "x")))).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("has more than 32768 bytes, which containerd cannot store");
    }

    @Test
    void kubernetesGetsNamesByDigest() throws IOException {
        String byDigest = "docker.io/library/a@" + Digest.of(MANIFEST);
        byte[] top = ImageJson.index(entry(MANIFEST),
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, ImageJson.name("a:2")),
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, ImageJson.name("b@" + Digest.of(MANIFEST))),
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, ARM_MANIFEST, ImageJson.name("other:1")),
                ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, ImageJson.refName("v1")));
        plan(OciLayout.tarOf(top, MANIFEST, CONFIG, GZIP_1, GZIP_2, ARM_MANIFEST, ARM_CONFIG));
        assertThat(planner.plan(archive, StoredContent.none(), RecordRules.KUBERNETES_WITH_DIGESTS).images())
                .allMatch(ImageRecord::selected).extracting(ImageRecord::name).containsExactly("docker.io/library/a:1",
                        "docker.io/library/a:2", "docker.io/library/b@" + Digest.of(MANIFEST), "v1", byDigest);
        assertThat(planner.plan(archive, StoredContent.none(), RecordRules.KUBERNETES).images())
                .extracting(ImageRecord::name).doesNotContain(byDigest);
    }

    @Test
    void anEmptyIndexBesideAListOfImagesDoesNotCount() throws IOException {
        for (String empty : List.of("{\"manifests\":null}", "{\"manifests\":[]}")) {
            Tar tar = OciLayout.tarOf(empty.getBytes(UTF_8)).raw(docker(CONFIG, "1.tar", PLAIN_1, PLAIN_2, "app:1").bytes());
            assertThat(plan(tar).images()).extracting(ImageRecord::name).containsExactly("docker.io/library/app:1");
        }
    }

    @Test
    void aListOfImagesServesWithoutIndex() throws IOException {
        Tar tar = new Tar().file("oci-layout", ImageJson.LAYOUT)
                .raw(docker(CONFIG, "1.tar", PLAIN_1, PLAIN_2, "app:1").bytes());
        assertThat(plan(tar).images()).extracting(ImageRecord::name).containsExactly("docker.io/library/app:1");
    }

    @Test
    void anEntryNeedsAMediaTypeAndASize() {
        String entry = "the entry of other:1 in index.json, ";
        byte[] unknown = new byte[0];
        for (Map.Entry<String, String> bad : Map.of(
                ImageJson.descriptor("", MANIFEST), entry + Digest.of(MANIFEST) + ", has no mediaType",
                ImageJson.descriptor("", ARM_MANIFEST, ImageJson.platform("arm64")),
                entry + Digest.of(ARM_MANIFEST) + ", has no mediaType",
                ImageJson.descriptor("application/x", unknown), entry + Digest.of(unknown) + ", has size 0",
                "{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"digest\":\"sha512:" + "a".repeat(128) + "\",\"size\":1}",
                "index.json, key \"manifests\"[1]: not a sha256 digest: sha512:aaa").entrySet()) {
            byte[] top = ImageJson.index(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, NAMED),
                    ImageJson.with(bad.getKey(), ImageJson.name("other:1")));
            assertThatThrownBy(
                    () -> plan(OciLayout.tarOf(top, MANIFEST, CONFIG, GZIP_1, GZIP_2, ARM_MANIFEST, ARM_CONFIG, unknown)))
                    .isInstanceOf(ArchiveException.class).hasMessageContaining(bad.getValue());
        }
    }

    @Test
    void entriesThatNameNothingDoNotCount() throws IOException {
        for (String nothing : List.of("null", "{}",
                "{\"digest\":\"sha512:00\",\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\"}",
                "{\"mediaType\":\"application/x\"}")) {
            byte[] top = ImageJson.index(nothing, ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, NAMED));
            assertThat(digests(plan(OciLayout.tarOf(top, MANIFEST, CONFIG, GZIP_1, GZIP_2))))
                    .isEqualTo(digests(MANIFEST, CONFIG, GZIP_1, GZIP_2));
            assertThatThrownBy(() -> plan(OciLayout.tarOf(ImageJson.index(nothing))))
                    .hasMessageContaining("it lists no images");
        }
        for (String wrong : List.of("7", "[]", "\"x\"", "{\"digest\":7}")) {
            assertThatThrownBy(() -> plan(OciLayout.tarOf(ImageJson.index(entry(MANIFEST), wrong))))
                    .isInstanceOf(ArchiveException.class).hasMessageContaining("index.json, key \"manifests\"[1]");
        }
    }

    @Test
    void whatFollowsADocumentCountsOnlyIfItIsStored() throws IOException {
        String index = new String(topIndex(MANIFEST), UTF_8);
        for (String after : List.of("{}", "x", "\0", "]", " \n")) {
            Tar blobs = new Tar().file(Blob.of(MANIFEST).name(), MANIFEST).file(Blob.of(CONFIG).name(), CONFIG)
                    .file(Blob.of(GZIP_1).name(), GZIP_1).file(Blob.of(GZIP_2).name(), GZIP_2);
            byte[] layout = new Tar().file("oci-layout", ImageJson.LAYOUT + after).file("index.json", index).bytes();
            assertThat(plan(new Tar().raw(layout).raw(blobs.bytes())).images()).as(after).hasSize(1);
            byte[] list = (ImageJson.dockerManifest("c.json", List.of("a:1"), List.of()) + after).getBytes(UTF_8);
            assertThat(plan(new Tar().file("c.json", ImageJson.config("amd64")).file("manifest.json", list)).images())
                    .as(after).hasSize(1);
            if (!after.isBlank()) {
                assertThatThrownBy(() -> plan(new Tar().file("oci-layout", ImageJson.LAYOUT).file("index.json", index + after)))
                        .as(after).isInstanceOf(ArchiveException.class).hasMessageContaining("index.json is not usable JSON");
            }
        }
    }

    @Test
    void whatAnIndexNamesBesideManifestsMayBeAbsent() throws IOException {
        byte[] index = ImageJson.index(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST),
                ImageJson.descriptor("application/x", "absent".getBytes(UTF_8)));
        ArchivePlan plan = plan(OciLayout.tarOf(topIndexOf(index), index, MANIFEST, CONFIG, GZIP_1, GZIP_2));
        assertThat(digests(plan)).isEqualTo(digests(index, MANIFEST, CONFIG, GZIP_1, GZIP_2));
        assertThat(plan.skipped()).extracting(Descriptor::mediaType).containsExactly("application/x");
        byte[] nothing = ImageJson.index(ImageJson.descriptor("application/x", "absent".getBytes(UTF_8)));
        assertThatThrownBy(() -> plan(OciLayout.tarOf(topIndexOf(nothing), nothing))).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("content not found");
    }

    @Test
    void aTagIsNoNameForKubernetes() throws IOException {
        ArchivePlan plan = planForKubernetes(named(ImageJson.refName("v1")));
        assertThat(plan.images()).extracting(ImageRecord::name).containsExactly("v1");
        assertThat(plan.notes()).singleElement().asString().contains("image v1 cannot be used by a pod")
                .contains("io.containerd.image.name");
        assertThat(planForKubernetes(named(ImageJson.name("a/b:1"))).notes()).isEmpty();
        assertThat(plan(named(ImageJson.refName("v1"))).notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "UPPER case", "a b", "../x:1", "registry.test/../a:1", "registry.test/a:", "registry.test/a@1",
            "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "registry.test/é:1" })
    void kubernetesGetsNoNameThatIsNoReference(String name) throws IOException {
        assertThat(plan(named(ImageJson.name(name))).images()).as("elsewhere").hasSize(1);
        assertThatThrownBy(() -> planner.plan(archive, StoredContent.none(), RecordRules.KUBERNETES))
                .isInstanceOf(ArchiveException.class).hasMessageContaining(name);
    }

    @Test
    void noNameHasControlCharacters() throws IOException {
        assertThatThrownBy(() -> plan(named(ImageJson.name("a\\nb")))).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("image name \"a?b\" has control characters");
        assertThatThrownBy(() -> plan(named(ImageJson.refName("a\\u0000")))).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("control characters");
        String longest = "registry.test/" + "a".repeat(255 - "registry.test/".length()) + ":" + "1".repeat(128);
        assertThat(planForKubernetes(named(ImageJson.name(longest))).images()).hasSize(1);
        assertThatThrownBy(() -> planner.plan(new ArchiveReader().open(named(ImageJson.name(longest.replace("/", "/a"))).end()
                .write(directory.resolve("long.tar"))), StoredContent.none(), RecordRules.KUBERNETES))
                .isInstanceOf(ArchiveException.class).hasMessageContaining("must not be more than 255 characters");
    }

    @Test
    void theNamesOfAnArchiveAreBounded() throws IOException {
        String[] entries = IntStream.range(0, 5001)
                .mapToObj(i -> ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, ImageJson.name("registry.test/a:" + i)))
                .toArray(String[]::new);
        byte[] most = ImageJson.index(Arrays.copyOf(entries, 5000));
        assertThat(plan(OciLayout.tarOf(most, MANIFEST, CONFIG, GZIP_1, GZIP_2)).images()).hasSize(5000);

        assertThatThrownBy(() -> plan(OciLayout.tarOf(ImageJson.index(entries), MANIFEST, CONFIG, GZIP_1, GZIP_2)))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("more than 5000 names of images (quarkus.containerd.preseed.limits.images)");
    }

    @Test
    void whatIsReadToChooseBetweenEntriesOfANameIsBounded() throws IOException {
        byte[] config = ImageJson.config("arm64", PLAIN_2);
        String padding = "\"annotations\":{\"a\":\"" + "x".repeat(1 << 20) + "\"}";
        byte[] manifest = new String(ImageJson.manifest(ImageJson.OCI_LAYER_GZIP, config, GZIP_2), UTF_8)
                .replaceFirst("\\{", "{" + padding + ",").getBytes(UTF_8);
        String entry = ImageJson.descriptor(MediaTypes.OCI_MANIFEST, manifest, NAMED);
        byte[] index = ImageJson.index(IntStream.range(0, 1000).mapToObj(i -> entry).toArray(String[]::new));

        assertThatThrownBy(() -> plan(OciLayout.tarOf(index, manifest, config, GZIP_2))).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("the indexes, manifests and configurations take more than");
    }

    @Test
    void plansNothingForWhatHasNoName() throws IOException {
        byte[] top = ImageJson.index(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST));
        ArchivePlan plan = plan(OciLayout.tarOf(top, MANIFEST, CONFIG, GZIP_1, GZIP_2));
        assertThat(plan.images()).isEmpty();
        assertThat(plan.blobs()).isEmpty();
    }

    @Test
    void leavesAbsentLayersToTheStore() throws IOException {
        ArchivePlan plan = plan(OciLayout.tarOf(topIndex(MANIFEST), MANIFEST, CONFIG, GZIP_1));
        assertThat(blob(plan, GZIP_2).content()).isEmpty();
        assertThat(blob(plan, GZIP_1).content()).isPresent();
    }

    @Test
    void asksTheStoreForAbsentManifests() throws IOException {
        Tar tar = OciLayout.tarOf(topIndex(MANIFEST), CONFIG, GZIP_1, GZIP_2);
        StoredContent store = descriptor -> descriptor.digest().equals(Digest.of(MANIFEST)) ? Optional.of(MANIFEST)
                : Optional.empty();
        ArchivePlan plan = plan(tar, planner, new ArchiveReader(), store);
        assertThat(digests(plan)).isEqualTo(digests(MANIFEST, CONFIG, GZIP_1, GZIP_2));
        assertThat(blob(plan, MANIFEST).entry()).isEmpty();
        assertThatThrownBy(() -> plan(OciLayout.tarOf(topIndex(MANIFEST), CONFIG)))
                .hasMessageContaining("neither in the archive nor in the content store");
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void looksForManyBlobsByContentInOnePassOverTheFiles() throws IOException {
        byte[][] absent = new byte[10_000][];
        for (int i = 0; i < absent.length; i++) {
            absent[i] = String.format("absent %05d", i).getBytes(UTF_8);
        }
        byte[] config = ImageJson.config("amd64", absent);
        byte[] manifest = ImageJson.manifest(ImageJson.OCI_LAYER_GZIP, config, absent);
        // not in memory, of which there is little
        Path file = directory.resolve("many.tar");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            Tar tar = new Tar(out).raw(OciLayout.tarOf(topIndex(manifest), manifest, config).bytes());
            for (int i = 0; i < absent.length; i++) {
                tar.file("stray/" + i, String.format("stray  %05d", i));
            }
            tar.end();
        }
        archive = new ArchiveReader().open(file);
        ArchivePlan plan = planner.plan(archive, StoredContent.none(), RecordRules.CONTAINERD);
        assertThat(plan.blobs()).hasSize(2 + absent.length);
        assertThat(blob(plan, absent[0]).content()).isEmpty();
    }

    @Test
    void findsBlobsByContentWhenNamesDoNotServe() throws IOException {
        Tar tar = new Tar().file("oci-layout", ImageJson.LAYOUT).file("index.json", topIndex(MANIFEST))
                .file(Blob.of(MANIFEST).name(), CONFIG).file(Blob.of(CONFIG).name(), MANIFEST)
                .file("stray/1", GZIP_1).file("stray/2", GZIP_2);
        ArchivePlan plan = plan(tar);
        for (byte[] bytes : List.of(MANIFEST, CONFIG, GZIP_1, GZIP_2)) {
            assertThat(read(blob(plan, bytes))).isEqualTo(bytes);
        }
        assertThat(blob(plan, GZIP_2).unverified()).isFalse();
    }

    /** A file in place of a blob, of the same size or of another. */
    static Stream<byte[]> badCopies() {
        return Stream.of("bad".getBytes(UTF_8), new byte[0], Arrays.copyOf("bad".getBytes(UTF_8), GZIP_1.length));
    }

    @ParameterizedTest
    @MethodSource("badCopies")
    void ofRepeatedEntriesTheOneThatFitsItsDigestCounts(byte[] bad) throws IOException {
        for (byte[] repeated : List.of(MANIFEST, CONFIG, GZIP_1)) {
            String name = Blob.of(repeated).name();
            byte[] sized = bad.length == GZIP_1.length ? Arrays.copyOf(bad, repeated.length) : bad;
            Tar last = OciLayout.tarOf(topIndex(MANIFEST), MANIFEST, CONFIG, GZIP_1, GZIP_2).file("./" + name, sized);
            Tar first = new Tar().file(name, sized).file("x", "x").raw(
                    OciLayout.tarOf(topIndex(MANIFEST), MANIFEST, CONFIG, GZIP_1, GZIP_2).bytes());
            Tar link = OciLayout.tarOf(topIndex(MANIFEST), MANIFEST, CONFIG, GZIP_1, GZIP_2).symlink(name, "../../gone");
            Tar linkToBad = OciLayout.tarOf(topIndex(MANIFEST), MANIFEST, CONFIG, GZIP_1, GZIP_2).file("bad", sized)
                    .hardLink(name, "bad");
            for (Tar tar : List.of(last, first, link, linkToBad)) {
                ArchivePlan plan = plan(tar);
                assertThat(digests(plan)).isEqualTo(digests(MANIFEST, CONFIG, GZIP_1, GZIP_2));
                assertThat(read(blob(plan, repeated))).isEqualTo(repeated);
            }
        }
    }

    @Test
    void repeatedEntriesThatAllFailAreSaidToBeDamaged() {
        Tar tar = new Tar().file("oci-layout", ImageJson.LAYOUT).file("index.json", topIndex(MANIFEST))
                .file(Blob.of(MANIFEST).name(), new byte[MANIFEST.length]).file(Blob.of(MANIFEST).name(), "bad");
        assertThatThrownBy(() -> plan(tar)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("does not match the digest in its name");
    }

    @ParameterizedTest
    @MethodSource("badCopies")
    void ofRepeatedEntriesOfADockerArchiveTheOneThatFitsItsDigestCounts(byte[] bad) throws IOException {
        String config = Digest.of(CONFIG).hex() + ".json";
        String gzip = "blobs/sha256/" + Digest.of(GZIP_2).hex();
        Map<String, byte[]> files = Map.of(config, CONFIG, "1.tar", PLAIN_1, gzip, GZIP_2);
        byte[] list = ImageJson.dockerManifest(config, List.of("app:1"), List.of("1.tar", gzip)).getBytes(UTF_8);
        for (String repeated : files.keySet()) {
            for (boolean last : List.of(true, false)) {
                Tar tar = new Tar().file("manifest.json", list);
                if (!last) {
                    tar.file(repeated, bad);
                }
                files.forEach(tar::file);
                if (last) {
                    tar.file("x/../" + repeated, bad);
                }
                ArchivePlan plan = plan(tar);
                assertThat(digests(plan)).as(repeated).contains(Digest.of(CONFIG), Digest.of(PLAIN_1), Digest.of(GZIP_2));
                assertThat(read(blob(plan, files.get(repeated)))).isEqualTo(files.get(repeated));
            }
        }
    }

    @Test
    void saysWhereTheLinkOfABlobLeads() {
        Tar tar = new Tar().file("oci-layout", ImageJson.LAYOUT).file("index.json", topIndex(MANIFEST))
                .symlink(Blob.of(MANIFEST).name(), "hop").symlink("blobs/sha256/hop", "../gone");
        assertThatThrownBy(() -> plan(tar)).isInstanceOf(ArchiveException.class).hasMessageContaining("content not found")
                .hasMessageContaining("its entry is a link to \"blobs/sha256/hop\", which leads to \"blobs/gone\","
                        + " which is missing");
    }

    @Test
    void refusesAManifestThatIsNotWhatItsNameSays() {
        byte[] other = new byte[MANIFEST.length];
        Tar tar = new Tar().file("oci-layout", ImageJson.LAYOUT).file("index.json", topIndex(MANIFEST))
                .file(Blob.of(MANIFEST).name(), other);
        assertThatThrownBy(() -> plan(tar)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining(Blob.of(MANIFEST).name())
                .hasMessageContaining("does not match the digest in its name");
    }

    @Test
    void refusesAWrongSize() {
        Tar tar = new Tar().file("oci-layout", ImageJson.LAYOUT).file("index.json", topIndex(MANIFEST))
                .file(Blob.of(MANIFEST).name(), MANIFEST).file(Blob.of(CONFIG).name(), CONFIG)
                .file(Blob.of(GZIP_1).name(), "short");
        assertThatThrownBy(() -> plan(tar)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining(Digest.of(GZIP_1) + " has 5 bytes").hasMessageContaining("says " + GZIP_1.length);
    }

    @Test
    void foreignLayersMayBeAbsent() throws IOException {
        byte[] manifest = ImageJson.manifest("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", I386_CONFIG, GZIP_1);
        ArchivePlan plan = plan(OciLayout.tarOf(topIndex(manifest), manifest, I386_CONFIG));
        assertThat(digests(plan)).isEqualTo(digests(manifest, I386_CONFIG));
        assertThat(blob(plan, manifest).labels()).containsEntry(LABEL + "l.0", Digest.of(GZIP_1).value());
        assertThat(plan.skipped()).extracting(Descriptor::digest).containsExactly(Digest.of(GZIP_1));
    }

    private static Tar docker(byte[] config, String first, byte[] layer1, byte[] layer2, String... tags) {
        return new Tar().file("1.tar", layer1).file("2/layer.tar", layer2).file("config.json", config)
                .file("manifest.json", ImageJson.dockerManifest("config.json", List.of(tags), List.of(first, "2/layer.tar")));
    }

    private static Digest target(ArchivePlan plan) {
        return plan.images().get(0).target().digest();
    }

    /** The digests are those of the image records that containerd 1.6.20 made of the same archives. */
    @Test
    void makesTheManifestContainerdMakes() throws IOException {
        ArchivePlan plain = plan(docker(CONFIG, "1.tar", PLAIN_1, PLAIN_2, "app:1"));
        assertThat(target(plain)).hasToString("sha256:a8f408e59fcbae425d1778abf3edda1912b40b30582b26bde256302dcd17010b");
        assertThat(blob(plain, PLAIN_1).unverified()).isTrue();
        assertThat(blob(plain, CONFIG).unverified()).isFalse();
        ArchivePlan gzip = plan(docker(CONFIG, "1.tar", STORED_1, PLAIN_2, "app:1"));
        assertThat(target(gzip)).hasToString("sha256:5a34f2a001f62a3c8137f627042ba86775387d38b48f20421a775c7828f98dee");
        assertThat(blob(gzip, STORED_1).unverified()).isFalse();
        ArchivePlan empty = plan(new Tar().file("c", ImageJson.config("amd64"))
                .file("manifest.json", ImageJson.dockerManifest("c", List.of("app:1"), List.of())));
        assertThat(target(empty)).hasToString("sha256:e75c175076b24c7da76f6f047be852bc71d0e44c53faf3ab9a7c4cb420243553");
    }

    /** A gzip stream with one stored block, which every compressor writes alike. */
    private static final byte[] STORED_1 = storedGzip();

    private static byte[] storedGzip() {
        CRC32 crc = new CRC32();
        crc.update(PLAIN_1);
        ByteBuffer buffer = ByteBuffer.allocate(PLAIN_1.length + 23).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(new byte[] { 0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff, 1 });
        buffer.putShort((short) PLAIN_1.length).putShort((short) ~PLAIN_1.length).put(PLAIN_1);
        buffer.putInt((int) crc.getValue()).putInt(PLAIN_1.length);
        return buffer.array();
    }

    @Test
    void makesTheSameManifestForLinkedLayers() throws IOException {
        Digest expected = target(
                plan(docker(ImageJson.config("amd64", PLAIN_2, PLAIN_2), "2/layer.tar", PLAIN_1, PLAIN_2, "a")));
        for (Tar link : List.of(
                new Tar().symlink("x/layer.tar", "../y/layer.tar").symlink("y/layer.tar", "../2/layer.tar"),
                new Tar().hardLink("x/layer.tar", "2/layer.tar"),
                new Tar().symlink("x/layer.tar", "/2/layer.tar").symlink("unrelated", "nowhere"))) {
            Tar tar = link
                    .raw(docker(ImageJson.config("amd64", PLAIN_2, PLAIN_2), "x/layer.tar", PLAIN_1, PLAIN_2, "a").bytes());
            assertThat(target(plan(tar))).isEqualTo(expected);
        }
    }

    @Test
    void namesADanglingLayer() {
        Tar tar = new Tar().symlink("x/layer.tar", "../gone")
                .raw(docker(CONFIG, "x/layer.tar", PLAIN_1, PLAIN_2, "a").bytes());
        assertThatThrownBy(() -> plan(tar)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("entry \"x/layer.tar\": layer not found").hasMessageContaining("a link to \"gone\"");
        assertThatThrownBy(() -> plan(docker(CONFIG, "absent", PLAIN_1, PLAIN_2, "a")))
                .hasMessageContaining("entry \"absent\": layer not found");
    }

    @Test
    void givesEveryTagARecord() throws IOException {
        ArchivePlan plan = plan(docker(CONFIG, "1.tar", PLAIN_1, PLAIN_2, "app", "reg.example.com:5000/x/y:v2", "app:latest"));
        assertThat(plan.images()).extracting(ImageRecord::name).containsExactly("docker.io/library/app:latest",
                "reg.example.com:5000/x/y:v2");
        assertThat(plan.images().get(0).target().annotations()).isEqualTo(Map.of("io.containerd.image.name",
                "docker.io/library/app:latest", "org.opencontainers.image.ref.name", "latest"));
        assertThat(plan.images().get(0).target().mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
    }

    @Test
    void refusesABadTag() {
        assertThatThrownBy(() -> plan(docker(CONFIG, "1.tar", PLAIN_1, PLAIN_2, "UPPER:case")))
                .isInstanceOf(ArchiveException.class).hasMessageContaining("image.tar")
                .hasMessageContaining("normalize image ref \"UPPER:case\": invalid reference format: "
                        + "repository name must be lowercase");
    }

    @Test
    void filtersDockerImagesByTheirConfig() throws IOException {
        assertThat(plan(docker(ImageJson.config("386", PLAIN_1, PLAIN_2), "1.tar", PLAIN_1, PLAIN_2, "a")).images()).hasSize(1);
        assertThatThrownBy(() -> plan(docker(ImageJson.config("arm64", PLAIN_1, PLAIN_2), "1.tar", PLAIN_1, PLAIN_2, "a")))
                .isInstanceOf(ArchiveException.class).hasMessageContaining("linux/arm64");
        byte[] variant = new String(CONFIG, UTF_8).replace("\"os\"", "\"variant\":\"v2\",\"os\"").getBytes(UTF_8);
        assertThat(plan(docker(variant, "1.tar", PLAIN_1, PLAIN_2, "a")).images()).hasSize(1);
    }

    @Test
    void usesAStoredLayerInPlaceOfAPlainOne() throws IOException {
        Descriptor stored = new Descriptor(MediaTypes.DOCKER_LAYER_GZIP, Digest.of(GZIP_1), GZIP_1.length, Map.of(),
                Optional.empty());
        StoredContent store = new StoredContent() {
            @Override
            public Optional<byte[]> document(Descriptor descriptor) {
                return Optional.empty();
            }

            @Override
            public Optional<Descriptor> layer(Digest diffId) {
                return diffId.equals(Digest.of(PLAIN_1)) ? Optional.of(stored) : Optional.empty();
            }
        };
        ArchivePlan plan = plan(docker(CONFIG, "1.tar", PLAIN_1, PLAIN_2, "a"), planner, new ArchiveReader(), store);
        assertThat(digests(plan).subList(1, 4)).isEqualTo(digests(CONFIG, GZIP_1, PLAIN_2));
        assertThat(blob(plan, GZIP_1).content()).isEmpty();
    }

    private static byte[] config(String members) {
        return ("{\"architecture\":\"amd64\",\"os\":\"linux\"" + members + "}").getBytes(UTF_8);
    }

    /** Configurations of an image of one layer that containerd could never unpack, and why. */
    static Stream<Arguments> unusableConfigs() {
        return Stream.of(
                arguments(config(""), "its manifest has 1 layers, but its configuration"),
                arguments(config(",\"rootfs\":{}"), "names 0 in rootfs.diff_ids"),
                arguments(config(",\"rootfs\":null"), "names 0 in rootfs.diff_ids"),
                arguments(ImageJson.config("amd64", PLAIN_1, PLAIN_2), "names 2 in rootfs.diff_ids"),
                arguments(config(",\"rootfs\":{\"diff_ids\":[\"sha256:1\"]}"), "\"sha256:1\" is not a sha256 digest"),
                arguments(config(",\"rootfs\":{\"diff_ids\":[null]}"), "\"\" is not a sha256 digest"),
                arguments(config(",\"rootfs\":{\"diff_ids\":\"sha256:1\"}"), "\"diff_ids\" is not an array"),
                arguments(config(",\"rootfs\":{\"diff_ids\":[\"" + Digest.of(PLAIN_1) + "\"]},\"history\":\"none\""),
                        "key \"history\" is not an array, so that containerd could not read the document"),
                arguments("no JSON".getBytes(UTF_8), "is not usable JSON"),
                arguments("[]".getBytes(UTF_8), "is not a JSON object"));
    }

    @ParameterizedTest
    @MethodSource("unusableConfigs")
    void refusesAnImageThatCanNeverBeUnpacked(byte[] config, String reason) {
        byte[] manifest = ImageJson.manifest(ImageJson.OCI_LAYER_GZIP, config, GZIP_1);
        assertThatThrownBy(() -> plan(OciLayout.tarOf(topIndex(manifest), manifest, config, GZIP_1)))
                .isInstanceOf(ArchiveException.class).hasMessageContaining(reason)
                .hasMessageContaining(Digest.of(config).value());
        StoredContent store = descriptor -> Optional.of(config).filter(bytes -> descriptor.digest().equals(Digest.of(bytes)));
        assertThatThrownBy(() -> plan(OciLayout.tarOf(topIndex(manifest), manifest, GZIP_1), planner, new ArchiveReader(),
                store)).as("also if containerd has the configuration").isInstanceOf(ArchiveException.class)
                .hasMessageContaining(reason);
    }

    /** The types of layers that some containerd unpacks, mixed as BuildKit does with layers that it does not compress again. */
    @ParameterizedTest
    @ValueSource(strings = { "application/vnd.docker.image.rootfs.diff.tar",
            "application/vnd.docker.image.rootfs.diff.tar.zstd",
            "application/vnd.docker.image.rootfs.diff.tar.gzip+encrypted", "application/vnd.oci.image.layer.v1.tar+gzip",
            "application/vnd.oci.image.layer.v1.tar+zstd", "application/vnd.oci.image.layer.nondistributable.v1.tar" })
    void eachLayerHasADiffId(String type) throws IOException {
        byte[] manifest = ImageJson.manifest(ImageJson.descriptor(MediaTypes.DOCKER_CONFIG, CONFIG),
                List.of(ImageJson.descriptor(MediaTypes.DOCKER_LAYER_GZIP, GZIP_1), ImageJson.descriptor(type, GZIP_2)));

        assertThat(planForKubernetes(OciLayout.tarOf(topIndex(manifest), manifest, CONFIG, GZIP_1, GZIP_2)).isUsable())
                .isTrue();
    }

    @Test
    void refusesADockerArchiveThatCanNeverBeUnpacked() {
        byte[] config = ImageJson.config("amd64", PLAIN_2, PLAIN_1, PLAIN_2);
        assertThatThrownBy(() -> plan(docker(config, "1.tar", PLAIN_1, PLAIN_2, "a"))).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("manifest has 2 layers").hasMessageContaining("names 3 in rootfs.diff_ids");
    }

    @Test
    void artifactsNeedNoDiffIdsAndNoPlatform() throws IOException {
        byte[] config = ImageJson.config("amd64", PLAIN_1);
        byte[] signature = ImageJson.manifest("application/vnd.dev.cosign.simplesigning.v1+json", config, PLAIN_2);
        byte[] chart = ImageJson.manifest(ImageJson.descriptor("application/vnd.cncf.helm.config.v1+json", ARM_CONFIG),
                List.of(ImageJson.descriptor(ImageJson.OCI_LAYER_GZIP, GZIP_1)));
        for (Tar artifact : List.of(OciLayout.tarOf(topIndex(signature), signature, config, PLAIN_2),
                OciLayout.tarOf(topIndex(chart), chart, ARM_CONFIG, GZIP_1))) {
            assertThat(planForKubernetes(artifact).images()).extracting(ImageRecord::selected).containsExactly(true);
        }
        byte[] empty = ImageJson.manifest(ImageJson.OCI_LAYER_GZIP, config(""));
        assertThat(plan(OciLayout.tarOf(topIndex(empty), empty, config(""))).images()).hasSize(1);
    }

    @Test
    void aManifestWithoutAPlatformIsForThatOfItsConfiguration() throws IOException {
        Tar tar = OciLayout.tarOf(topIndex(ARM_MANIFEST), ARM_MANIFEST, ARM_CONFIG, GZIP_2);
        ArchivePlan plan = plan(tar);
        assertThat(plan.images()).extracting(ImageRecord::selected).containsExactly(false);
        assertThat(digests(plan)).as("as containerd's import does").isEqualTo(digests(ARM_MANIFEST, ARM_CONFIG, GZIP_2));
        byte[] index = ImageJson.index(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, ARM_MANIFEST));
        assertThat(plan(OciLayout.tarOf(topIndexOf(index), index, ARM_MANIFEST, ARM_CONFIG, GZIP_2)).images())
                .extracting(ImageRecord::selected).containsExactly(false);
    }

    @Test
    void prefersAFileThatWasHashedToOneThatAConfigNames() throws IOException {
        byte[] layer = Compressor.GZIP.compress(PLAIN_2);
        String liar = ImageJson.dockerManifest("liar.json", List.of("liar"), List.of("1.tar"));
        String honest = ImageJson.dockerManifest("more.json", List.of("honest"), List.of("2.tar"));
        for (List<String> images : List.of(List.of(liar, honest), List.of(honest, liar))) {
            ArchivePlan plan = plan(new Tar().file("1.tar", new byte[layer.length]).file("2.tar", layer)
                    .file("liar.json", ImageJson.config("amd64", layer))
                    .file("more.json", ImageJson.config("amd64", PLAIN_2))
                    .file("manifest.json", String.join(",", images).replace("],[", ",")));
            assertThat(blob(plan, layer).unverified()).isFalse();
            assertThat(blob(plan, layer).entry()).hasValue("2.tar");
        }
    }

    @Test
    void hashesLayersOfALyingConfigWhenAskedTo() throws IOException {
        byte[] liar = ImageJson.config("amd64", PLAIN_2, PLAIN_1);
        Tar tar = docker(liar, "1.tar", PLAIN_1, PLAIN_2, "a");
        ArchivePlan plan = plan(tar, planner, new ArchiveReader(ArchiveLimits.defaults(), true), StoredContent.none());
        assertThat(digests(plan).subList(1, 4)).isEqualTo(digests(liar, PLAIN_1, PLAIN_2));
        assertThat(blob(plan, PLAIN_1).unverified()).isFalse();
    }

    @Test
    void namesTheTrueTypeOfZstdLayers() throws IOException {
        byte[] zstd = { 0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1, 2, 3 };
        byte[] xz = { (byte) 0xfd, '7', 'z', 'X', 'Z', 0, 1 };
        ArchivePlan plan = plan(docker(CONFIG, "1.tar", zstd, xz, "a"));
        Map<Digest, String> types = new HashMap<>();
        plan.blobs().forEach(blob -> types.put(blob.descriptor().digest(), blob.descriptor().mediaType()));
        assertThat(types).containsEntry(Digest.of(zstd), "application/vnd.oci.image.layer.v1.tar+zstd")
                .containsEntry(Digest.of(xz), MediaTypes.DOCKER_LAYER);
    }

    @Test
    void refusesBadDockerDocuments() {
        assertThatThrownBy(() -> plan(new Tar().file("manifest.json", "{}"))).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("manifest.json is not a JSON array");
        assertThatThrownBy(() -> plan(new Tar().file("manifest.json", "[]"))).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("no entries");
        assertThatThrownBy(() -> plan(new Tar().file("manifest.json", "null"))).isInstanceOf(ArchiveException.class);
        assertThatThrownBy(() -> plan(docker("no".getBytes(UTF_8), "1.tar", PLAIN_1, PLAIN_2, "a")))
                .isInstanceOf(ArchiveException.class).hasMessageContaining("entry \"config.json\": the image config");
    }
}
