package io.quarkiverse.containerd.runtime.archive.layout;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.tar.EntryNames;
import io.quarkiverse.containerd.runtime.oci.MediaTypes;
import io.quarkiverse.containerd.testing.Blob;
import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.ImageJson;
import io.quarkiverse.containerd.testing.OciLayout;
import io.quarkiverse.containerd.testing.Tar;

@Tag("small-heap")
class ArchiveReaderTest {

    private static final byte[] LAYER = Compressor.GZIP.compress(new Tar().file("a", "one").end().bytes());
    private static final byte[] CONFIG = ImageJson.config("amd64", new Tar().file("a", "one").end().bytes());
    private static final byte[] MANIFEST = ImageJson.manifest(ImageJson.OCI_LAYER_GZIP, CONFIG, LAYER);
    private static final byte[] INDEX = ImageJson
            .index(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, ImageJson.name("docker.io/library/a:1")));
    private static final Digest LAYER_DIGEST = Digest.of(LAYER);

    @TempDir
    Path directory;

    private final ArchiveReader reader = new ArchiveReader();

    private Path write(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("image.tar"), bytes);
    }

    private OciArchive oci(Tar tar) throws IOException {
        return (OciArchive) reader.read(write(tar.bytes()));
    }

    private static Tar layout() {
        return OciLayout.tarOf(INDEX, MANIFEST, CONFIG, LAYER);
    }

    @Test
    void findsBlobsByName() throws IOException {
        OciArchive archive = oci(layout().end());
        assertThat(archive.manifests()).singleElement()
                .satisfies(entry -> assertThat(entry.digest()).isEqualTo(Digest.of(MANIFEST)));
        assertThat(archive.blobs()).containsOnlyKeys(Digest.of(MANIFEST), Digest.of(CONFIG), LAYER_DIGEST);
        assertThat(archive.blobs().get(LAYER_DIGEST).size()).isEqualTo(LAYER.length);
    }

    @Test
    void readsBlobsAtAnyPosition() throws IOException {
        try (Archive archive = reader.open(write(layout().end().bytes()))) {
            ArchiveFile file = ((OciArchive) archive.index()).blobs().get(LAYER_DIGEST).file();
            assertThat(archive.open(file).readAllBytes()).isEqualTo(LAYER);
            ByteBuffer middle = ByteBuffer.allocate(10);
            archive.read(file, 5, middle);
            assertThat(middle.array()).isEqualTo(Arrays.copyOfRange(LAYER, 5, 15));
            assertThatThrownBy(() -> archive.read(file, file.size() - 5, ByteBuffer.allocate(6)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aRepeatedNameMeansItsLastEntry() throws IOException {
        byte[] other = ImageJson.index();
        OciArchive archive = oci(new Tar().file("index.json", INDEX).file("oci-layout", ImageJson.LAYOUT)
                .file("./index.json", other).end());
        assertThat(archive.manifests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "./", "././", "x/../", ".//" })
    void cleansNames(String prefix) throws IOException {
        OciArchive archive = oci(new Tar().file(prefix + "oci-layout", ImageJson.LAYOUT)
                .file(prefix + "index.json", INDEX).file(prefix + Blob.of(LAYER).name(), LAYER).end());
        assertThat(archive.blobs()).containsOnlyKeys(LAYER_DIGEST);
    }

    @ParameterizedTest
    @CsvSource({ "a,a", "./a,a", "a/./b//c/,a/b/c", "a/../b,b", "../../x,../../x", "/a,/a", "/../a,/a", ".,.", "a/..,.", "./,.",
            "/,/" })
    void cleansNamesAsGoDoes(String name, String cleaned) {
        assertThat(EntryNames.normalize(name)).isEqualTo(cleaned);
    }

    @ParameterizedTest
    @CsvSource({ "/", "image/", "../" })
    void takesNamesElsewhereForOtherFiles(String prefix) throws IOException {
        Path file = write(new Tar().file(prefix + "oci-layout", ImageJson.LAYOUT).file(prefix + "index.json", INDEX).end()
                .bytes());
        assertThatThrownBy(() -> reader.read(file)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("unrecognized image format");
    }

    @Test
    void followsTraversalNowhere() throws IOException {
        OciArchive archive = oci(layout().file("../../../../tmp/evil", "x").symlink("../../link", "/etc/passwd")
                .symlink("loop", "loop2").symlink("loop2", "loop").end());
        assertThat(archive.others()).extracting(ArchiveFile::name)
                .containsExactlyInAnyOrder("oci-layout", "index.json", "../../../../tmp/evil");
    }

    static Stream<Arguments> longNames() {
        String name = "x".repeat(150) + "/../" + Blob.of(LAYER).name();
        return Stream.of(
                Arguments.of("GNU", new Tar().gnuLongName(name).file("short", LAYER)),
                Arguments.of("PAX", new Tar().pax(Map.of("path", name)).file("short", LAYER)),
                Arguments.of("PAX size", new Tar()
                        .pax(ordered("path", name, "size", Integer.toString(LAYER.length)))
                        .header('0', "short", "", 0).raw(LAYER).pad()),
                Arguments.of("PAX without effect for names", new Tar().pax(Map.of("mtime", "1.5"))
                        .file(Blob.of(LAYER).name(), LAYER)),
                Arguments.of("GNU before PAX", new Tar().gnuLongName(name).pax(Map.of("path", "other")).file("s", LAYER)),
                Arguments.of("global", new Tar().globalPax(Map.of("path", "other", "size", "1"))
                        .file(Blob.of(LAYER).name(), LAYER)),
                Arguments.of("contiguous", new Tar().entry('7', Blob.of(LAYER).name(), "", LAYER)),
                Arguments.of("version 7", new Tar().entry('\0', Blob.of(LAYER).name(), "", LAYER)),
                Arguments.of("unknown type before", new Tar().entry('V', "volume", "", new byte[700])
                        .file(Blob.of(LAYER).name(), LAYER)),
                Arguments.of("directory with a size", new Tar().header('5', "d/", "", 5000)
                        .file(Blob.of(LAYER).name(), LAYER)),
                Arguments.of("hard link", new Tar().file("x", LAYER).hardLink(Blob.of(LAYER).name(), "./x")),
                Arguments.of("long link", new Tar().file("x", LAYER).gnuLongLink("y/../".repeat(40) + "x")
                        .hardLink(Blob.of(LAYER).name(), "short")),
                Arguments.of("PAX link", new Tar().file("x", LAYER).pax(Map.of("linkpath", "x"))
                        .hardLink(Blob.of(LAYER).name(), "short")));
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("longNames")
    void readsEveryDialect(String dialect, Tar tar) throws IOException {
        Path file = write(tar.file("oci-layout", ImageJson.LAYOUT).file("index.json", INDEX).end().bytes());
        try (Archive archive = reader.open(file)) {
            ArchiveBlob blob = ((OciArchive) archive.index()).blobs().get(LAYER_DIGEST);
            assertThat(blob).isNotNull();
            assertThat(archive.open(blob.file()).readAllBytes()).isEqualTo(LAYER);
        }
    }

    static Stream<Arguments> sparse() {
        return Stream.of(
                Arguments.of("PAX 0.0", new Tar().entry('x', "p", "",
                        ("24 GNU.sparse.size=2000\n25 GNU.sparse.offset=100\n25 GNU.sparse.numbytes=3\n"
                                + "26 GNU.sparse.offset=1997\n25 GNU.sparse.numbytes=3\n").getBytes(UTF_8))
                        .file("f", "abcxyz")),
                Arguments.of("PAX 0.1", new Tar().pax(ordered("GNU.sparse.size", "2000", "GNU.sparse.name", "f",
                        "GNU.sparse.map", "100,3,1997,3")).file("f.sparse", "abcxyz")),
                Arguments.of("PAX 1.0", new Tar().pax(ordered("GNU.sparse.major", "1", "GNU.sparse.minor", "0",
                        "GNU.sparse.name", "f", "GNU.sparse.realsize", "2000"))
                        .file("f.sparse", "2\n100\n3\n1997\n3\n" + "\0".repeat(497) + "abcxyz")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sparse")
    void fillsTheHolesOfSparseFiles(String format, Tar tar) throws IOException {
        byte[] expected = new byte[2000];
        System.arraycopy("abc".getBytes(UTF_8), 0, expected, 100, 3);
        System.arraycopy("xyz".getBytes(UTF_8), 0, expected, 1997, 3);
        Path file = write(tar.file("oci-layout", ImageJson.LAYOUT).file("index.json", INDEX).end().bytes());
        try (Archive archive = reader.open(file)) {
            ArchiveFile sparse = ((OciArchive) archive.index()).others().get(0);
            assertThat(sparse.name()).isEqualTo("f");
            assertThat(archive.open(sparse).readAllBytes()).isEqualTo(expected);
            for (int position = 0; position < 2000; position += 7) {
                int length = Math.min(101, 2000 - position);
                ByteBuffer part = ByteBuffer.allocate(length);
                archive.read(sparse, position, part);
                assertThat(part.array()).isEqualTo(Arrays.copyOfRange(expected, position, position + length));
            }
        }
    }

    @Test
    void boundsTheHolesOfAllSparseFilesTogether() throws IOException {
        Tar tar = new Tar();
        for (String name : new String[] { "a", "b" }) {
            tar.pax(ordered("GNU.sparse.size", Long.toString(3L << 30), "GNU.sparse.map", "0,1")).file(name, "x");
        }
        Path file = write(tar.end().bytes());
        assertThatThrownBy(() -> reader.read(file)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("the holes of the sparse files take more than 4294967296 bytes"
                        + " (quarkus.containerd.preseed.limits.holes)");
    }

    @ParameterizedTest
    @CsvSource({ "'100,3,99,3'", "'0,7'", "'1998,3'", "'5'", "'-1,3'", "'a,b'" })
    void refusesAWrongSparseMap(String map) throws IOException {
        Path file = write(new Tar().pax(ordered("GNU.sparse.size", "2000", "GNU.sparse.map", map)).file("f", "abcxyz")
                .end().bytes());
        assertThatThrownBy(() -> reader.read(file)).isInstanceOf(ArchiveException.class)
                .hasMessageMatching("(?s).*(sparse file is inconsistent|is negative|is not a number).*");
    }

    @Test
    void refusesASparseMapOfEndlessLength() throws IOException {
        Path file = write(new Tar().pax(ordered("GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.name", "f",
                "GNU.sparse.realsize", "2000")).file("f.sparse", Long.MAX_VALUE + "\n" + "\0".repeat(492)).end().bytes());
        assertThatThrownBy(() -> reader.read(file)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("is inconsistent");
    }

    @Test
    void refusesAHugeHole() throws IOException {
        Path file = write(new Tar().pax(ordered("GNU.sparse.size", "8000000000000000000", "GNU.sparse.map", "0,1"))
                .file("f", "a").end().bytes());
        assertThatThrownBy(() -> reader.read(file)).isInstanceOf(ArchiveException.class).hasMessageContaining("holes");
    }

    @Test
    void acceptsWhatGoAccepts() throws IOException {
        byte[] whole = layout().bytes();
        assertThat(oci(new Tar().raw(whole)).blobs()).hasSize(3);
        assertThat(oci(new Tar().raw(whole).raw(new byte[512])).blobs()).hasSize(3);
        assertThat(oci(new Tar().raw(whole).end().raw("garbage".repeat(1000))).blobs()).hasSize(3);
    }

    @Test
    void seeksOverBodies() throws IOException {
        long huge = 1L << 36;
        Path file = write(new Tar().header('0', Blob.of(LAYER).name(), "", huge).bytes());
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(512 + huge);
            sparse.seek(512 + huge);
            sparse.write(new Tar().file("oci-layout", ImageJson.LAYOUT).file("index.json", INDEX).end().bytes());
        }
        OciArchive archive = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60),
                () -> (OciArchive) reader.read(file));
        assertThat(archive.blobs().get(LAYER_DIGEST).size()).isEqualTo(huge);
    }

    private static byte[] start(String bytes) {
        return Arrays.copyOf(bytes.getBytes(ISO_8859_1), 2000);
    }

    static Stream<Arguments> damaged() {
        byte[] whole = layout().end().bytes();
        byte[] flipped = whole.clone();
        flipped[3] ^= 1;
        byte[] flippedLater = whole.clone();
        flippedLater[1024] ^= 1;
        return Stream.of(
                Arguments.of(new byte[0], "not a tar file, it is empty"),
                Arguments.of(new byte[10240], "unrecognized image format: the archive has no entries"),
                Arguments.of("hello".getBytes(UTF_8), "not a tar file, it is a text file"),
                Arguments.of("hello ".repeat(200).getBytes(UTF_8), "not a tar file, it is a text file"),
                Arguments.of(flipped, "not a tar file"),
                Arguments.of(flippedLater, "invalid tar header at byte 1024"),
                Arguments.of(Arrays.copyOf(whole, 530), "truncated"),
                Arguments.of(Arrays.copyOf(whole, 512), "truncated"),
                Arguments.of(Arrays.copyOf(whole, 1100), "truncated"),
                Arguments.of(new Tar().raw(new byte[512]).raw(whole).bytes(), "no tar header after a zero block"),
                Arguments.of(new Tar().pax(Map.of("path", "x")).end().bytes(), "followed by no entry"),
                Arguments.of(new Tar().gnuLongName("x").bytes(), "followed by no entry"),
                Arguments.of(new Tar().header('0', "x", "", Long.MAX_VALUE).end().bytes(), "truncated"),
                Arguments.of(new Tar().header('x', "x", "", 1L << 40).end().bytes(), "more than"),
                Arguments.of(new Tar().entry('x', "x", "", "9 no".getBytes(UTF_8)).end().bytes(), "PAX"),
                Arguments.of(new Tar().pax(Map.of("size", "-5")).file("x", "").end().bytes(), "negative"),
                Arguments.of(bytes(0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3), "cannot be decompressed with zstd"),
                Arguments.of(bytes(0x51, 0x2a, 0x4d, 0x18, 1, 2, 3), "cannot be decompressed with zstd"),
                Arguments.of(bytes(0xfd, '7', 'z', 'X', 'Z', 0, 3), "cannot be decompressed with xz"),
                Arguments.of("BZh91AY".getBytes(UTF_8), "cannot be decompressed with bzip2"),
                Arguments.of(bytes(4, 0x22, 0x4d, 0x18, 9), "cannot be decompressed with lz4"),
                Arguments.of(new Tar().file("index.json", INDEX).end().bytes(), "unrecognized image format"),
                Arguments.of(new Tar().file("oci-layout", "{}").file("index.json", INDEX).end().bytes(),
                        "unrecognized image format"),
                Arguments.of(new Tar().file("oci-layout", "{\"imageLayoutVersion\":\"1.1.0\"}").end().bytes(),
                        "entry \"oci-layout\": unsupported OCI version 1.1.0"),
                Arguments.of(new Tar().file("oci-layout", "{\"imageLayoutVersion\":1}").end().bytes(), "is not a string"),
                Arguments.of(new Tar().file("oci-layout", ImageJson.LAYOUT).end().bytes(),
                        "missing index.json in OCI layout 1.0.0"),
                Arguments.of(new Tar().file("oci-layout", ImageJson.LAYOUT).file("index.json", "[]").end().bytes(),
                        "entry \"index.json\": index.json is not a JSON object"),
                Arguments.of(new Tar().file("oci-layout", ImageJson.LAYOUT).file("index.json", "{} {}").end().bytes(),
                        "not usable JSON"),
                Arguments.of(new Tar().file("oci-layout", ImageJson.LAYOUT)
                        .file("index.json", "[".repeat(100_000)).end().bytes(), "not usable JSON"));
    }

    @Test
    void refusesALargeDocument() throws IOException {
        int size = 21 << 20;
        Path file = write(new Tar().file("oci-layout", ImageJson.LAYOUT).header('0', "index.json", "", size).bytes());
        try (RandomAccessFile archive = new RandomAccessFile(file.toFile(), "rw")) {
            archive.setLength(archive.length() + size + 1024);
        }
        assertThatThrownBy(() -> reader.open(file)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("the limit is 20971520");
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("damaged")
    void saysWhatIsWrong(byte[] archive, String reason) throws IOException {
        assertRefused(archive, reason);
    }

    private void assertRefused(byte[] archive, String reason) throws IOException {
        Path file = write(archive);
        assertThatThrownBy(() -> reader.read(file)).asInstanceOf(type(ArchiveException.class))
                .satisfies(e -> assertThat(e.archive()).isEqualTo(file))
                .satisfies(e -> assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining(reason)
                        .message().doesNotContain("Exception", "java.", "com.fasterxml", "org.apache"));
    }

    private static byte[] at(int offset, String mark) {
        return Arrays.copyOf(("\0".repeat(offset) + mark).getBytes(ISO_8859_1), 70_000);
    }

    static Stream<Arguments> otherFormats() {
        return Stream.of(
                Arguments.of(start("PK\003\004"), "it is a zip file"),
                Arguments.of("PK\005\006".getBytes(UTF_8), "it is an empty zip file"),
                Arguments.of(start("7z\u00bc\u00af'\u001c"), "it is a 7z file"),
                Arguments.of(start("Rar!\u001a\u0007\u0001"), "it is a rar file"),
                Arguments.of(start("070701"), "it is a cpio archive"),
                Arguments.of(start("\u00c7q"), "it is a cpio archive"),
                Arguments.of(start("!<arch>\ndebian-binary   1342943816  0     0     100644  4         `\n2.0\n"),
                        "it is a Debian package"),
                Arguments.of(start("!<arch>\nlib.o/"), "it is an ar archive"),
                Arguments.of(start("\u00ed\u00ab\u00ee\u00db\u0003"), "it is an RPM package"),
                Arguments.of(start("\u0002!L\u0018"), "it is compressed in the legacy format of lz4"),
                Arguments.of(start("LZIP\u0001"), "it is compressed with lzip"),
                Arguments.of(start("]\000\000\u0080"), "it is compressed with lzma"),
                Arguments.of(start("hsqs"), "it is a squashfs image"),
                Arguments.of(at(32769, "CD001"), "it is an ISO image"),
                Arguments.of(at(1080, "S\u00ef"), "it is an ext2, ext3 or ext4 file system"),
                Arguments.of(at(65600, "_BHRfS_M"), "it is a Btrfs file system"),
                Arguments.of(start("QFI\u00fb"), "it is a disk image for QEMU"),
                Arguments.of(start("x" + "\u0001".repeat(509) + "U\u00aa"), "it is compressed with zlib"),
                Arguments.of(start("\u00eb\u003c" + "\u0001".repeat(508) + "U\u00aa"), "it is an image of a disk"),
                Arguments.of(start("\u007fELF\u0002\u0001"), "it is a program"),
                Arguments.of("\n\n<!DOCTYPE HTML PUBLIC>".getBytes(UTF_8), "it is an HTML page"),
                Arguments.of("<html><head><title>404 Not Found".getBytes(UTF_8), "it is an HTML page"),
                Arguments.of(("\ufeff<HTML lang=en>" + "x".repeat(2000)).getBytes(UTF_8), "it is an HTML page"),
                Arguments.of("<?xml version='1.0'?><Error><Code>AccessDenied</Code>".getBytes(UTF_8), "it is an XML document"),
                Arguments.of("HTTP/1.1 302 Found\r\nLocation: /\r\n".getBytes(UTF_8), "it is the answer of a server"),
                Arguments.of("{\"errors\":[]}".getBytes(UTF_8), "it is a JSON document"),
                Arguments.of("[\n  {\"Config\":".getBytes(UTF_8), "it is a JSON document"),
                Arguments.of("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n".getBytes(UTF_8),
                        "it is a pointer of Git LFS in place of the archive: fetch it with git lfs pull"),
                Arguments.of("/annex/objects/SHA256E-s1--ab\n".getBytes(UTF_8), "it is a pointer of git-annex"),
                Arguments.of("#!/bin/sh\necho".getBytes(UTF_8), "it is a script"),
                Arguments.of("-----BEGIN PGP MESSAGE-----".getBytes(UTF_8), "it is encrypted or signed with PGP"),
                Arguments.of("age-encryption.org/v1\n\000\001".getBytes(UTF_8), "this is not a tar file"),
                Arguments.of("# R\u00e9sum\u00e9 of these images\n".getBytes(UTF_8), "it is a text file"),
                Arguments.of("\ufefftext".getBytes(UTF_8), "it is a text file"),
                Arguments.of("text".getBytes(java.nio.charset.StandardCharsets.UTF_16), "it is a text file in UTF-16"),
                Arguments.of(start("\u0001\u0002\u0003"), "this is not a tar file"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("otherFormats")
    void saysWhatAFileIs(byte[] file, String format) throws IOException {
        assertRefused(file, format);
        assertRefused(Compressor.GZIP.compress(file),
                format.startsWith("this") ? "what is compressed with gzip is not a tar file" : format);
    }

    static Stream<Arguments> unknownLayouts() {
        return Stream.of(
                Arguments.of(new Tar(), "the archive has no entries"),
                Arguments.of(new Tar().file("README", "text"), "neither oci-layout nor manifest.json is in the archive"),
                Arguments.of(new Tar().file("image/oci-layout", ImageJson.LAYOUT).file("image/index.json", INDEX),
                        "it has image/oci-layout, which must be at the top"),
                Arguments.of(new Tar().file("/manifest.json", "[]"), "it has /manifest.json, which must be at the top"),
                Arguments.of(new Tar().file("index.json", INDEX), "it has index.json, but not oci-layout"),
                Arguments.of(new Tar().file("oci-layout", "{}").file("index.json", INDEX), "has no imageLayoutVersion"),
                Arguments.of(new Tar().symlink("oci-layout", "gone").file("index.json", INDEX),
                        "oci-layout is a link to \"gone\", which is missing"),
                Arguments.of(new Tar().symlink("manifest.json", "a").symlink("a", "b"),
                        "manifest.json is a link to \"a\", which leads to \"b\", which is missing"),
                Arguments.of(new Tar().file("repositories", "{}").file("ab/layer.tar", ""), "Docker before 1.10 wrote it"),
                Arguments.of(new Tar().directory("etc").file("etc/passwd", "root"), "as docker export writes it"),
                Arguments.of(new Tar().file("images/a.tar.gz", ""), "it holds other archives, such as images/a.tar.gz"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("unknownLayouts")
    void saysWhyThereIsNoImage(Tar tar, String cause) throws IOException {
        byte[] archive = tar.end().bytes();
        assertRefused(archive, "unrecognized image format");
        assertRefused(archive, cause);
    }

    @Test
    void saysWhereADanglingLinkLeads() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.tar"), Path.of("data/hop"));
        assertThatThrownBy(() -> reader.read(link)).hasMessage("image archive " + link + ": it is a symbolic link to "
                + directory.resolve("data/hop") + ", which does not exist");
        Files.createSymbolicLink(Files.createDirectory(directory.resolve("data")).resolve("hop"), Path.of("../gone.tar"));
        assertThatThrownBy(() -> reader.read(link)).hasMessageEndingWith("it is a symbolic link to "
                + directory.resolve("data/hop") + ", which leads to " + directory.resolve("gone.tar")
                + ", which does not exist");
        Files.createSymbolicLink(directory.resolve("gone.tar"), link);
        assertThatThrownBy(() -> reader.read(link)).hasMessageContaining("is a symbolic link to ")
                .hasMessageEndingWith("in a loop");
        Files.delete(directory.resolve("gone.tar"));
        Files.write(directory.resolve("gone.tar"), layout().end().bytes());
        assertThat(((OciArchive) reader.read(link)).blobs()).hasSize(3);
    }

    @Test
    void saysWhereTheLinksOfALayoutLead() throws IOException {
        assertRefused(new Tar().file("oci-layout", ImageJson.LAYOUT).symlink("index.json", "other.json").end().bytes(),
                "missing index.json in OCI layout 1.0.0: it is a link to \"other.json\", which is missing");
        Path layout = Files.createDirectory(directory.resolve("layout"));
        Files.writeString(layout.resolve("oci-layout"), ImageJson.LAYOUT);
        Files.createSymbolicLink(layout.resolve("index.json"), Path.of("other.json"));
        assertThatThrownBy(() -> reader.read(layout)).hasMessageContaining(
                "it is a link to \"" + layout.resolve("other.json") + "\", which is missing");
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of(index("{\"a\":" + "1".repeat(1001) + "}"), "more than 1000 digits in a number (a fixed limit)"),
                Arguments.of(index("{\"" + "a".repeat(50_001) + "\":1}"),
                        "more than 50000 characters in a key (a fixed limit)"),
                Arguments.of(index("{\"a\":\"" + "a".repeat((4 << 20) + 1) + "\"}"),
                        "more than 4194304 characters in a text (a fixed limit)"),
                Arguments.of(index("{\"a\":[" + "1,".repeat(300_000) + "1]}"), "more than 300000 values (a fixed limit)"),
                Arguments.of(index("[".repeat(101)),
                        "more than 100 levels (quarkus.containerd.preseed.limits.json-depth)"),
                Arguments.of(hole("index.json", (20 << 20) + 1),
                        "the limit is 20971520 (quarkus.containerd.preseed.limits.document)"),
                Arguments.of(new Tar().gnuLongName("x".repeat(70_000)).file("x", ""),
                        "a name has more than 65536 bytes (a fixed limit)"),
                Arguments.of(new Tar().header('x', "x", "", 17 << 20),
                        "more than 16777216 bytes (quarkus.containerd.preseed.limits.metadata)"));
    }

    /** A layout with a file that is one hole. */
    private static Tar hole(String name, int size) {
        return new Tar().file("oci-layout", ImageJson.LAYOUT)
                .pax(Map.of("GNU.sparse.major", "1", "GNU.sparse.realsize", Integer.toString(size)))
                .file(name, "0\n" + "\0".repeat(510));
    }

    private static Tar index(String json) {
        return new Tar().file("oci-layout", ImageJson.LAYOUT).file("index.json", json);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("limits")
    void namesTheLimitThatIsHit(Tar tar, String limit) throws IOException {
        assertRefused(tar.end().bytes(), limit);
    }

    @Test
    void boundsTheNumberOfEntries() throws IOException {
        Tar tar = layout();
        for (int i = 0; i < 20; i++) {
            tar.directory("d" + i);
        }
        Path file = write(tar.end().bytes());
        ArchiveLimits limits = new ArchiveLimits(24, 10, 1000, 1000, 10, 10, 0, 0, 0);
        assertThatThrownBy(() -> new ArchiveReader(limits, false).read(file)).hasMessageContaining("more than 24 entries");
    }

    @Test
    void endlessExtendedHeadersAreAnError() throws IOException {
        Path file = directory.resolve("image.tar");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            Tar tar = new Tar(out);
            for (int i = 0; i < 200_000; i++) {
                tar.gnuLongName("x");
            }
        }
        assertThatThrownBy(() -> reader.read(file)).isInstanceOf(ArchiveException.class).hasMessageContaining("entries");
    }

    @Test
    void refusesWhatIsNoFile() {
        assertThatThrownBy(() -> reader.read(directory)).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> reader.read(directory.resolve("absent"))).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> reader.read(Path.of("/dev/zero"))).isInstanceOf(ArchiveException.class)
                .hasMessageContaining("is not a regular file");
    }

    @Test
    void refusesALayoutWhoseIndexIsNoFile() throws IOException {
        Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
        Files.createSymbolicLink(directory.resolve("index.json"), Path.of("/dev/zero"));
        assertThatThrownBy(() -> reader.read(directory)).isInstanceOf(ArchiveException.class)
                .hasMessageEndingWith("entry \"index.json\": it is not a regular file");
    }

    @Test
    void noticesAnArchiveThatShrinksWhileOpen() throws IOException {
        Path file = write(layout().bytes());
        try (Archive archive = reader.open(file)) {
            ArchiveFile layer = ((OciArchive) archive.index()).blobs().get(LAYER_DIGEST).file();
            try (RandomAccessFile shrinking = new RandomAccessFile(file.toFile(), "rw")) {
                shrinking.setLength(layer.extents().get(0).offset() + 1);
            }
            assertThatThrownBy(() -> archive.open(layer).readAllBytes()).isInstanceOf(ArchiveException.class)
                    .hasMessageContaining(layer.name());
        }
    }

    @Test
    void closesTheFileWhenTheIndexIsBad() throws IOException {
        Path file = write(new byte[0]);
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> reader.open(file)).isInstanceOf(ArchiveException.class);
        }
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(open.filter(fd -> pointsTo(fd, file))).isEmpty();
        }
    }

    private static boolean pointsTo(Path fd, Path file) {
        try {
            return Files.readSymbolicLink(fd).equals(file);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void hashesEverythingWhenAskedTo() throws IOException {
        Path file = write(new Tar().file("oci-layout", ImageJson.LAYOUT).file("index.json", INDEX)
                .file(Blob.of(CONFIG).name(), LAYER).file("stray", CONFIG).end().bytes());
        OciArchive archive = (OciArchive) new ArchiveReader(ArchiveLimits.defaults(), true).read(file);
        Map<Digest, String> names = new HashMap<>();
        archive.blobs().forEach((digest, blob) -> names.put(digest, blob.file().name()));
        assertThat(names).containsEntry(LAYER_DIGEST, Blob.of(CONFIG).name()).containsEntry(Digest.of(CONFIG), "stray");
    }
}
