package io.quarkiverse.containerd.runtime.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.compression.Compression;
import io.quarkiverse.containerd.runtime.archive.layout.Archive;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveReader;
import io.quarkiverse.containerd.runtime.archive.layout.OciArchive;
import io.quarkiverse.containerd.runtime.oci.MediaTypes;
import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.ImageJson;
import io.quarkiverse.containerd.testing.OciLayout;
import io.quarkiverse.containerd.testing.Tar;

@Tag("small-heap")
class CompressedArchiveTest {

    private static final byte[] LAYER = new Tar().file("a", "x".repeat(5000)).end().bytes();
    private static final byte[] CONFIG = ImageJson.config("amd64", LAYER);
    private static final byte[] MANIFEST = ImageJson.manifest("application/vnd.oci.image.layer.v1.tar", CONFIG, LAYER);
    private static final byte[] INDEX = ImageJson
            .index(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, ImageJson.name("docker.io/library/a:1")));
    private static final byte[] TAR = OciLayout.tarOf(INDEX, MANIFEST, CONFIG, LAYER).end().bytes();

    @TempDir
    Path directory;

    private Path spool() {
        return directory.resolve("spool");
    }

    private ArchiveReader reader() {
        return reader(ArchiveLimits.defaults());
    }

    private ArchiveReader reader(ArchiveLimits limits) {
        return new ArchiveReader(limits, false, spool());
    }

    private static ArchiveLimits limits(long decompressedBytes, int windowBytes) {
        return new ArchiveLimits(1000, 100, 100_000, 100_000, 10, 10, 0, decompressedBytes, windowBytes);
    }

    /** The ways to write a compressed file. */
    private interface Compressing {
        OutputStream to(OutputStream target) throws IOException;
    }

    private static byte[] compress(byte[] bytes, Compressing compressor) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OutputStream out = compressor.to(target)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target.toByteArray();
    }

    private static byte[] compress(byte[] bytes, Compression compression) {
        return Compressor.valueOf(compression.name()).compress(bytes);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("image"), bytes);
    }

    private void assertReadable(byte[] bytes) throws IOException {
        try (Archive archive = reader().open(write(bytes))) {
            OciArchive index = (OciArchive) archive.index();
            assertThat(archive.open(index.blobs().get(Digest.of(LAYER)).file()).readAllBytes()).isEqualTo(LAYER);
            assertThat(archive.path()).isEqualTo(directory.resolve("image"));
            assertNothingIsSpooled();
        }
    }

    /** The file has no name, while it is open and afterwards. */
    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    private void assertNothingIsOpen() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(open.filter(Files::isSymbolicLink).map(CompressedArchiveTest::target))
                    .as("open files, which take room without a name").noneMatch(file -> file.startsWith(spool().toString()));
        }
    }

    private void assertNothingIsSpooled() throws IOException {
        if (Files.exists(spool())) {
            try (Stream<Path> files = Files.list(spool())) {
                assertThat(files).isEmpty();
            }
        }
    }

    private ArchiveException refuse(byte[] bytes, ArchiveReader reader) throws IOException {
        Path file = write(bytes);
        AtomicReference<ArchiveException> thrown = new AtomicReference<>();
        assertThatThrownBy(() -> reader.read(file)).asInstanceOf(type(ArchiveException.class)).satisfies(thrown::set)
                .satisfies(e -> assertThat(e).hasMessageContaining(file.toString()));
        assertNothingIsSpooled();
        assertNothingIsOpen();
        return thrown.get();
    }

    @ParameterizedTest
    @EnumSource
    void reads(Compression compression) throws IOException {
        assertReadable(compress(TAR, compression));
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatWasWrittenInPieces(Compression compression) throws IOException {
        byte[] start = Arrays.copyOf(TAR, 1000);
        byte[] end = Arrays.copyOfRange(TAR, 1000, TAR.length);
        assertReadable(join(compress(start, compression), compress(new byte[0], compression), compress(end, compression)));
    }

    /** A frame of the user's own, which readers pass over; pzstd and lz4 tools write them. */
    private static byte[] skippableFrame() {
        return join(new byte[] { 0x53, 0x2a, 0x4d, 0x18, 5, 0, 0, 0 }, "12345".getBytes(UTF_8));
    }

    @Test
    void passesOverSkippableFrames() throws IOException {
        byte[] start = compress(Arrays.copyOf(TAR, 1000), Compression.ZSTD);
        byte[] end = compress(Arrays.copyOfRange(TAR, 1000, TAR.length), Compression.ZSTD);
        assertReadable(join(skippableFrame(), start, skippableFrame(), end, skippableFrame()));
        assertReadable(join(compress(TAR, Compression.LZ4), skippableFrame()));
    }

    @Test
    void readsAGzipHeaderWithEverything() throws IOException {
        GzipParameters parameters = new GzipParameters();
        parameters.setFileName("image.tar");
        parameters.setComment("a comment");
        parameters.setHeaderCRC(true);
        assertReadable(compress(TAR, target -> new GzipCompressorOutputStream(target, parameters)));
    }

    @ParameterizedTest
    @EnumSource
    void everyCutIsAnError(Compression compression) throws IOException {
        byte[] whole = compress(TAR, compression);
        List<byte[]> cuts = new ArrayList<>();
        byte[] twice = join(whole, whole);
        IntStream.range(Compression.MAGIC_BYTES, twice.length).filter(length -> length != whole.length)
                .filter(length -> length % 97 == 0 || twice.length - length <= 8
                        || Math.abs(whole.length - length) <= 8)
                .forEach(length -> cuts.add(Arrays.copyOf(twice, length)));
        for (byte[] cut : cuts) {
            assertThat(refuse(cut, reader())).as("cut at %d of %d", cut.length, whole.length)
                    .hasMessageContaining("cannot be decompressed with " + compression.label());
        }
    }

    @ParameterizedTest
    @EnumSource
    void damageIsAnError(Compression compression) throws IOException {
        byte[] whole = compress(TAR, compression);
        Random random = new Random(1);
        for (int i = 0; i < 10; i++) {
            byte[] damaged = whole.clone();
            damaged[whole.length / 4 + random.nextInt(whole.length / 2)] ^= (byte) (1 << random.nextInt(8));
            refuse(damaged, reader());
        }
    }

    @ParameterizedTest
    @EnumSource
    void garbageBehindIsAnError(Compression compression) throws IOException {
        for (String garbage : List.of("g", "garbage", "more garbage ".repeat(1000))) {
            assertThat(refuse(join(compress(TAR, compression), garbage.getBytes(UTF_8)), reader()))
                    .hasMessageContaining("cannot be decompressed with " + compression.label());
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoCompressionsAreAnError(Compression compression) throws IOException {
        assertThat(refuse(compress(Compressor.GZIP.compress(TAR), compression), reader()))
                .hasMessageContaining("compressed twice, with gzip inside of " + compression.label());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoTarFileIsNotDecompressedAnyFurther(Compression compression) throws IOException {
        byte[] text = "this is a text ".repeat(200_000).getBytes(UTF_8);
        assertThat(refuse(compress(text, compression), reader(limits(300_000, 1 << 26))))
                .hasMessageContaining("what is compressed with " + compression.label() + " is not a tar file");
    }

    @ParameterizedTest
    @EnumSource
    void saysWhereItIsWrong(Compression compression) throws IOException {
        byte[] tar = OciLayout.tarOf(INDEX, new byte[1_000_000]).end().bytes();
        byte[] start = compress(tar, compression);
        assertThat(refuse(join(start, "garbage at the end".getBytes(UTF_8)), reader()))
                .message().satisfies(message -> {
                    Matcher position = Pattern.compile(" beyond byte (\\d+) of its content").matcher(message);
                    assertThat(position.find()).as(message).isTrue();
                    assertThat(Integer.parseInt(position.group(1))).isBetween(tar.length - 16 * 1024, tar.length);
                });
        assertThat(refuse(Arrays.copyOf(start, Compression.MAGIC_BYTES), reader())).message().doesNotContain("beyond byte");
    }

    @Test
    void aBombIsAnError() throws IOException {
        int member = 8 << 20;
        byte[][] tenGibibytes = new byte[1 + 1280][];
        Arrays.fill(tenGibibytes, Compressor.GZIP.compress(new byte[member]));
        tenGibibytes[0] = Compressor.GZIP.compress(new Tar().header('0', "zeros", "", 1280L * member).bytes());
        byte[] bomb = join(tenGibibytes);
        long before = HeapUse.afterCollection();
        ArchiveException e = refuse(bomb, reader(limits(100_000_000, 1 << 26)));
        assertThat(e).hasMessageContaining(
                "decompresses to more than 100000000 bytes (quarkus.containerd.preseed.limits.decompressed)");
        assertThat(HeapUse.afterCollection() - before).isLessThan(64L << 20);
    }

    @Test
    void aWindowBeyondTheLimitIsAnError() throws IOException {
        byte[] xz = compress(TAR, target -> {
            LZMA2Options options = new LZMA2Options(0);
            options.setDictSize(2 << 20);
            return new XZOutputStream(target, options);
        });
        byte[] zstd = compress(TAR, target -> new ZstdOutputStreamNoFinalizer(target).setLong(21));
        for (byte[] archive : List.of(xz, zstd)) {
            assertReadable(archive);
            assertThat(refuse(archive, reader(limits(1 << 30, 1 << 20))))
                    .hasMessageContaining("window is larger than 1048576 bytes (quarkus.containerd.preseed.limits.window)");
        }
    }

    @Test
    void theWindowOfZstdsOwnLargestDefaultIsAccepted() throws IOException {
        byte[] zstd = compress(TAR, target -> new ZstdOutputStreamNoFinalizer(target).setLong(27));
        assertThat(zstd[5]).as("the window's descriptor").isEqualTo((byte) (27 - 10 << 3));
        assertReadable(zstd);
        zstd[5] = (byte) (28 - 10 << 3);
        assertThat(refuse(zstd, reader()))
                .hasMessageContaining("window is larger than 134217728 bytes (quarkus.containerd.preseed.limits.window)");
    }

    @Test
    void aGzipNameWithoutEndIsAnError() throws IOException {
        byte[] header = { 0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0 };
        byte[] name = new byte[1_000_000];
        Arrays.fill(name, (byte) 'n');
        assertThat(refuse(join(header, name), reader())).hasMessageContaining("a header has more than 262144 bytes");
        assertThat(refuse(join(compress(TAR, Compression.GZIP), header, name), reader()))
                .hasMessageContaining("a header has more than 262144 bytes");
    }

    @Test
    void nobodyElseCanReadWhatIsDecompressed() throws IOException {
        Path file = write(compress(OciLayout.tarOf(INDEX).end().bytes(), Compression.GZIP));
        try (Archive archive = reader().open(file);
                Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(archive).isNotNull();
            List<Path> spooled = open.filter(Files::isSymbolicLink)
                    .filter(link -> target(link).startsWith(spool().toString())).toList();
            assertThat(spooled).hasSize(1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(spooled.get(0)))).isEqualTo("rw-------");
        }
    }

    @Test
    void tellsOfTheProgress() throws IOException {
        byte[] random = new byte[3_000_000];
        new Random(1).nextBytes(random);
        Path file = write(compress(OciLayout.tarOf(INDEX, random).end().bytes(), Compression.GZIP));
        List<Long> heard = new ArrayList<>();
        reader().open(file, (done, total) -> {
            assertThat(total).isEqualTo(file.toFile().length());
            heard.add(done);
        }).close();
        assertThat(heard).hasSizeGreaterThan(5).isSorted().last().isEqualTo(file.toFile().length());
    }

    @Test
    void anInterruptEndsIt() throws IOException {
        Path file = write(compress(new byte[3_000_000], Compression.GZIP));
        try {
            assertThatThrownBy(() -> reader().open(file, (done, total) -> Thread.currentThread().interrupt()))
                    .isInstanceOf(ArchiveException.class).hasMessageContaining("its decompression was interrupted");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertNothingIsSpooled();
    }

    @Test
    void aSpoolDirectoryThatCannotBeIsNamed() throws IOException {
        Files.writeString(spool(), "a file");
        Path file = write(compress(TAR, Compression.GZIP));
        assertThatThrownBy(() -> reader().open(file)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining(spool().toString()).hasMessageContaining("quarkus.containerd.preseed.spool-directory");
    }

    @Test
    void filesAreStagedButSparseOnesAreSpooled() throws IOException {
        byte[] image = OciLayout.tarOf(INDEX, MANIFEST, CONFIG, LAYER).sparse("sparse", new byte[5000]).end().bytes();
        Path file = write(compress(image, Compression.ZSTD));
        try (TestStaging staging = new TestStaging()) {
            try (Archive archive = reader().open(file, ArchiveProgress.none(), staging)) {
                assertThat(staging.staged()).isEqualTo(5);
                OciArchive index = (OciArchive) archive.index();
                StagedFile layer = archive.staged(index.blobs().get(Digest.of(LAYER)).file()).orElseThrow();
                assertThat(layer.digest()).isEqualTo(Digest.of(LAYER));
                assertThat(layer.path()).hasBinaryContent(LAYER);

                archive.keepStaged(Set.of(layer));
                assertThat(staging.files()).containsExactly(layer.path());
            }
            assertThat(staging.files()).isEmpty();
        }
    }

    @Test
    void nothingStaysStagedOfAnArchiveThatIsCutShort() throws IOException {
        byte[] random = new byte[3_000_000];
        new Random(1).nextBytes(random);
        byte[] whole = compress(OciLayout.tarOf(INDEX, MANIFEST, CONFIG, LAYER, random).end().bytes(), Compression.GZIP);
        Path file = write(Arrays.copyOf(whole, whole.length / 2));
        try (TestStaging staging = new TestStaging()) {
            assertThatThrownBy(() -> reader().open(file, ArchiveProgress.none(), staging))
                    .hasMessageContaining("cannot be decompressed with gzip");
            assertThat(staging.staged()).isPositive();
            assertThat(staging.files()).isEmpty();
        }
    }

    @Test
    void aDiskThatIsFullIsNamed() throws IOException {
        Path file = write(compress(TAR, Compression.GZIP));
        Staging full = size -> {
            throw new IOException("No space left on device");
        };
        assertThatThrownBy(() -> reader().open(file, ArchiveProgress.none(), full)).isInstanceOf(ArchiveException.class)
                .hasMessageEndingWith("cannot be decompressed into containerd's root: No space left on"
                        + " device");
        assertNothingIsOpen();
    }
}
