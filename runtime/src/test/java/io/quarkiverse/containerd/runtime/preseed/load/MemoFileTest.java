package io.quarkiverse.containerd.runtime.preseed.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.archive.plan.BlobContent;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.oci.Descriptor;
import io.quarkiverse.containerd.runtime.oci.ImageRecord;
import io.quarkiverse.containerd.runtime.oci.Platform;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

class MemoFileTest {

    private static final Instant LATER = Instant.now().plus(Duration.ofDays(1));
    private static final ArchiveSettings SETTINGS = ArchiveSettings.defaults();

    private Path directory;
    private Path archive;
    private Path file;

    @BeforeTry
    @BeforeEach
    void prepare() throws IOException {
        directory = Files.createTempDirectory("memos");
        archive = Files.writeString(directory.resolve("a.tar"), "archive");
        file = directory.resolve("memos.json");
    }

    @AfterTry
    @AfterEach
    void delete() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private MemoFile memos() {
        return memos(SETTINGS);
    }

    private MemoFile memos(ArchiveSettings settings) {
        return new MemoFile(Optional.of(file), settings, InstantSource.fixed(LATER));
    }

    private static Descriptor descriptor(String mediaType, int seed, Map<String, String> annotations) {
        return new Descriptor(mediaType, Digest.of(new byte[] { (byte) seed, (byte) (seed >> 8) }), seed, annotations,
                Optional.empty());
    }

    private static PlannedBlob blob(int seed, Map<String, String> labels) {
        return new PlannedBlob(descriptor("layer", seed, Map.of()), labels, Optional.empty(), false, Optional.empty());
    }

    private static ArchivePlan plan(int blobs) {
        return new ArchivePlan(List.of(new ImageRecord("an/image:1", descriptor("manifest", 1, Map.of("a", "b")), true)),
                List.of("other:1"),
                IntStream.range(0, blobs).mapToObj(seed -> blob(seed, Map.of())).toList(), List.of());
    }

    private record NoContent() implements BlobContent {

        @Override
        public long size() {
            return 0;
        }

        @Override
        public void read(long position, ByteBuffer target) {
            throw new AssertionError();
        }
    }

    /** Keeps memos of so many archives, which are alike. */
    private List<Path> keep(MemoFile memos, int count, ArchivePlan plan) throws IOException {
        List<Path> archives = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            archives.add(Files.writeString(directory.resolve(i + ".tar"), "archive"));
            keep(memos, archives.get(i), plan);
        }
        return archives;
    }

    private void keep(MemoFile memos, Path path, ArchivePlan plan) {
        memos.keep(path, ArchiveMemo.of(memos.stamp(path).orElseThrow(), plan, images(plan)));
    }

    /** As a report has them; each for as many platforms as its name has characters. */
    private static List<LoadPlan.Image> images(ArchivePlan plan) {
        return plan.images().stream()
                .map(image -> LoadPlans.of(image, Collections.nCopies(image.name().length(), "linux/" + image.name())))
                .toList();
    }

    private static Optional<ArchivePlan> recall(MemoFile memos, Path path) {
        Optional<ArchiveMemo> memo = memos.stamp(path).flatMap(stamp -> memos.recall(path, stamp));
        memo.ifPresent(recalled -> assertThat(recalled.images()).isEqualTo(images(recalled.plan())));
        return memo.map(ArchiveMemo::plan);
    }

    @Test
    void isForItsOwnerOnlyAndDoesNotFollowALink() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "somebody's");
        Files.createSymbolicLink(file, elsewhere);
        Files.createSymbolicLink(directory.resolve(".memos.json.tmp"), elsewhere);

        keep(memos(), archive, plan(1));

        assertThat(elsewhere).hasContent("somebody's");
        assertThat(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(recall(memos(), archive)).isPresent();
    }

    @Property(tries = 40)
    void anyPlanIsRecalled(@ForAll @Size(max = 4) @UniqueElements List<String> texts, @ForAll @IntRange(max = 5000) int seed,
            @ForAll boolean selected) {
        List<ImageRecord> images = new ArrayList<>();
        List<PlannedBlob> blobs = new ArrayList<>();
        for (String text : texts) {
            String valid = new String(text.getBytes(StandardCharsets.UTF_8),
                    StandardCharsets.UTF_8);
            images.add(new ImageRecord(valid, descriptor(valid, seed, Map.of(valid, valid)), selected));
            blobs.add(blob(seed, Map.of("containerd.io/gc.ref.content.l.0", valid)));
        }
        ArchivePlan plan = new ArchivePlan(images, List.of(), blobs, List.of(descriptor("left", seed, Map.of())));
        keep(memos(), archive, plan);
        assertThat(recall(memos(), archive)).contains(plan);
    }

    @Property(tries = 40)
    void aDamagedFileIsAsGoodAsNone(@ForAll @IntRange(max = 600) int length, @ForAll @Size(max = 5) byte[] garbage)
            throws IOException {
        keep(memos(), archive, plan(3));
        byte[] bytes = Files.readAllBytes(file);
        byte[] damaged = Arrays.copyOf(bytes, Math.min(length, bytes.length - 1));
        System.arraycopy(garbage, 0, damaged, 0, Math.min(garbage.length, damaged.length));
        Files.write(file, damaged);

        assertThat(recall(memos(), archive)).isEmpty();
        keep(memos(), archive, plan(3));
        assertThat(recall(memos(), archive)).contains(plan(3));
    }

    @ParameterizedTest
    @CsvSource({ "sha256:,md5:", "'\"size\":3','\"size\":[]'", "'\"blobs\":[','\"blobs\":[7,'" })
    void aFileThatIsWrongSomewhereIsAsGoodAsNone(String right, String wrong) throws IOException {
        Path other = Files.writeString(directory.resolve("b.tar"), "other");
        keep(memos(), archive, plan(1));
        keep(memos(), other, plan(4));
        String text = Files.readString(file);
        int last = text.lastIndexOf(right);
        Files.writeString(file, text.substring(0, last) + wrong + text.substring(last + right.length()));

        MemoFile memos = memos();

        assertThat(recall(memos, archive)).as("what stands before it").isEmpty();
        assertThat(recall(memos, other)).isEmpty();
    }

    @Test
    void aFileOfAnySizeIsNotRead() throws IOException {
        keep(memos(), archive, plan(1));
        Files.writeString(file, " ".repeat(32 << 20), StandardOpenOption.APPEND);
        assertThat(recall(memos(), archive)).isEmpty();
    }

    @Test
    void theFileIsReplacedInOneStep() throws IOException {
        keep(memos(), archive, plan(1));
        byte[] before = Files.readAllBytes(file);
        Path reader = Files.createLink(directory.resolve("reader"), file);

        keep(memos(), archive, plan(2));

        assertThat(reader).hasBinaryContent(before);
        assertThat(recall(memos(), archive)).contains(plan(2));
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aLayoutDirectoryIsAnotherWhenAnyOfItsFilesChanges() throws IOException {
        Path layout = Files.createDirectory(directory.resolve("layout"));
        Files.createDirectories(layout.resolve("blobs/sha256"));
        for (String name : List.of("index.json", "blobs/sha256/abc")) {
            Path changing = Files.writeString(layout.resolve(name), "before");
            keep(memos(), layout, plan(1));
            assertThat(recall(memos(), layout)).isPresent();

            Files.writeString(changing, "after", StandardOpenOption.TRUNCATE_EXISTING);

            assertThat(recall(memos(), layout)).as(name).isEmpty();
        }
    }

    @Test
    void bytesAndPlatformsAreLeftOut() {
        ArchivePlan plan = plan(1);
        Platform platform = new Platform("linux", "amd64", "", "");
        Descriptor target = new Descriptor("manifest", plan.images().get(0).target().digest(), 1, Map.of("a", "b"),
                Optional.of(platform));
        PlannedBlob blob = plan.blobs().get(0);
        keep(memos(), archive, new ArchivePlan(List.of(new ImageRecord("an/image:1", target, true)), List.of("other:1"),
                List.of(new PlannedBlob(blob.descriptor(), blob.labels(), Optional.of(new NoContent()), true,
                        Optional.of("entry"))),
                List.of()));
        assertThat(recall(memos(), archive)).contains(plan);
    }

    @Test
    void aFileThatChangesIsAnother() throws IOException {
        FileTime modified = FileTime.from(Instant.ofEpochSecond(1_000_000_000));
        Files.setLastModifiedTime(archive, modified);
        keep(memos(), archive, plan(1));
        Path copy = Files.copy(archive, directory.resolve("b.tar"), StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(recall(memos(), copy)).isEmpty();

        Files.move(copy, archive, StandardCopyOption.REPLACE_EXISTING);
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(modified);
        assertThat(recall(memos(), archive)).isEmpty();

        keep(memos(), archive, plan(1));
        // the times of files stand still for a few milliseconds
        await().until(() -> {
            Files.writeString(archive, "changed");
            Files.setLastModifiedTime(archive, modified);
            return recall(memos(), archive).isEmpty();
        });
    }

    @Test
    void otherSettingsMayMeanAnotherPlan() {
        keep(memos(), archive, plan(1));
        ArchiveLimits limits = SETTINGS.limits();
        ArchiveLimits fewer = new ArchiveLimits(limits.entries() - 1, limits.images(), limits.metadataBytes(),
                limits.documentBytes(),
                limits.indexDepth(), limits.jsonDepth(), limits.holeBytes(), limits.decompressedBytes(), limits.windowBytes());
        for (ArchiveSettings other : List.of(
                new ArchiveSettings(limits, SETTINGS.spoolDirectory(), List.of("linux/arm64"), SETTINGS.strictPlatforms()),
                new ArchiveSettings(limits, SETTINGS.spoolDirectory(), SETTINGS.platforms(), !SETTINGS.strictPlatforms()),
                new ArchiveSettings(limits, SETTINGS.spoolDirectory(), SETTINGS.platforms(), SETTINGS.strictPlatforms(), true,
                        false),
                new ArchiveSettings(limits, SETTINGS.spoolDirectory(), SETTINGS.platforms(), SETTINGS.strictPlatforms(), false,
                        true),
                new ArchiveSettings(fewer, SETTINGS.spoolDirectory(), SETTINGS.platforms(), SETTINGS.strictPlatforms()))) {
            assertThat(recall(memos(other), archive)).as(other.toString()).isEmpty();
        }
        assertThat(recall(memos(), archive)).isPresent();
    }

    @Test
    void aFileThatMayStillChangeHasNoStamp() throws IOException {
        Instant changed = ((FileTime) Files.getAttribute(archive, "unix:ctime")).toInstant();
        for (int seconds : List.of(0, 2)) {
            assertThat(new MemoFile(Optional.of(file), SETTINGS, InstantSource.fixed(changed.plusSeconds(seconds)))
                    .stamp(archive)).isEmpty();
        }
        assertThat(memos().stamp(directory.resolve("absent"))).isEmpty();
        assertThat(new MemoFile(Optional.empty(), SETTINGS, InstantSource.fixed(LATER)).stamp(archive)).isEmpty();
    }

    @Test
    void archivesThatHaveGoneAreForgotten() throws IOException {
        Path other = Files.writeString(directory.resolve("b.tar"), "other");
        keep(memos(), archive, plan(1));
        Files.delete(archive);
        keep(memos(), other, plan(2));
        assertThat(Files.readString(file)).contains("b.tar").doesNotContain("a.tar");
    }

    @Test
    void manyArchivesDoNotWriteTheFileAsManyTimes() throws IOException {
        MemoFile memos = memos();
        Set<String> written = new HashSet<>();
        List<Path> archives = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            archives.add(Files.writeString(directory.resolve(i + ".tar"), "archive"));
            keep(memos, archives.get(i), plan(1));
            written.add(Files.readString(file));
        }
        assertThat(written).hasSizeLessThan(20);

        memos.save();

        MemoFile read = memos();
        assertThat(archives).allMatch(known -> recall(read, known).isPresent());
    }

    @Test
    void noMoreIsNotedThanCanBeReadAgain() throws IOException {
        MemoFile memos = memos();
        keep(memos, archive, plan(11_000));
        List<Path> archives = keep(memos, 12, plan(9_000));
        memos.save();

        MemoFile read = memos();
        assertThat(archives).filteredOn(known -> recall(read, known).isPresent()).isEqualTo(archives.subList(0, 11));
        assertThat(recall(read, archive)).as("more than a document may have").isEmpty();
    }

    @Test
    void noMoreIsWrittenThanIsRead() throws IOException {
        MemoFile memos = memos();
        ArchivePlan large = new ArchivePlan(List.of(), List.of("note".repeat(700_000)), List.of(), List.of());
        List<Path> archives = keep(memos, 13, large);
        keep(memos, archive, plan(1));
        memos.save();

        MemoFile read = memos();
        assertThat(archives).filteredOn(known -> recall(read, known).isPresent()).isEqualTo(archives.subList(0, 11));
        assertThat(recall(read, archive)).as("a small one fits").isPresent();
    }

    @Test
    void aFileThatCannotBeWrittenIsNoHarm() throws IOException {
        MemoFile memos = new MemoFile(Optional.of(archive.resolve("memos.json")), SETTINGS,
                InstantSource.fixed(LATER));
        keep(memos, archive, plan(1));
        assertThat(recall(memos, archive)).isPresent();
        assertThat(directory).isDirectoryContaining(path -> path.equals(archive));
    }
}
