package io.quarkiverse.containerd.runtime.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.archive.compression.Compression;
import io.quarkiverse.containerd.runtime.oci.MediaTypes;
import io.quarkiverse.containerd.testing.Blob;
import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.ImageJson;
import io.quarkiverse.containerd.testing.OciLayout;
import io.quarkiverse.containerd.testing.Tar;

/** Archives that want memory: they are written here, and read by a program with a small heap. */
class HostileArchiveTest {

    private static final int MIB = 1024 * 1024;

    @TempDir
    Path directory;

    private final Map<Path, String> expected = new LinkedHashMap<>();

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private void archive(String result, Content content) throws IOException {
        Path file = directory.resolve("archive" + expected.size());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), MIB)) {
            content.writeTo(out);
        }
        expected.put(file, result);
    }

    private void document(String result, String index) throws IOException {
        archive(result, out -> out.write(new Tar().file("oci-layout", ImageJson.LAYOUT).file("index.json", index).end()
                .bytes()));
    }

    @Test
    void takesLessThan64MiBOfHeap() throws Exception {
        archive("the archive is truncated", out -> out.write(new Tar().header('0', "x", "", 1L << 60).bytes()));
        archive("more than 50000 entries (quarkus.containerd.preseed.limits.entries)",
                out -> repeat(out, new Tar().file("tiny", "").bytes(), 60_000));
        archive("more than 50000 entries (quarkus.containerd.preseed.limits.entries)", target -> {
            GZIPOutputStream out = new GZIPOutputStream(target, MIB);
            repeat(out, new Tar().file("tiny", "").bytes(), 200_000);
            out.finish();
        });
        archive("take more than 16777216 bytes (quarkus.containerd.preseed.limits.metadata)",
                out -> repeat(out, new Tar().gnuLongName("n".repeat(8000)).file("x", "").bytes(), 3000));
        archive("names and extended headers take more than", out -> out.write(new Tar().header('x', "x", "", 1L << 40)
                .bytes()));
        archive("1 images, 40006 blobs", this::manyBlobs);
        document("not usable JSON", "[".repeat(100_000));
        document("not usable JSON", "{\"a\":".repeat(3 * MIB));
        document("not usable JSON", "{\"manifests\":[" + "{\"a\":{}},".repeat(2 * MIB) + "{}]}");
        document("the limit is 20971520 (quarkus.containerd.preseed.limits.document)", " ".repeat(21 * MIB));
        document("not usable JSON", "{\"a\":\"" + "x".repeat(19 * MIB) + "\"}");
        archive("in more than 32 levels of indexes (quarkus.containerd.preseed.limits.index-depth)", this::nestedIndexes);

        for (Compression compression : Compression.values()) {
            archive("decompresses to more than " + SmallHeapReader.DECOMPRESSED
                    + " bytes (quarkus.containerd.preseed.limits.decompressed)", out -> bomb(out, compression));
        }

        assertResults();
    }

    @Test
    void boundsWhatHeadersAreReadInto() throws Exception {
        String runs = "the sparse files have more than 50000 runs (quarkus.containerd.preseed.limits.entries)";
        pax(runs, "GNU.sparse.map=" + "0,0,".repeat(15 * MIB / 4) + "0,0");
        archive(runs, out -> out.write(new Tar().entry('x', "x", "",
                "23 GNU.sparse.offset=0\n25 GNU.sparse.numbytes=0\n".repeat(300_000).getBytes(UTF_8)).file("x", "").end()
                .bytes()));
        archive(runs, out -> sparseMapInBody(out, "7000000\n" + "0\n".repeat(7 * MIB)));
        archive("the map of the sparse file is inconsistent", out -> sparseMapInBody(out, "1".repeat(15 * MIB)));
        String name = "a name has more than 65536 bytes";
        pax(name, "path=" + "a/".repeat(7 * MIB));
        pax(name, "linkpath=" + "a/".repeat(7 * MIB));
        pax(name, "GNU.sparse.name=" + "a/".repeat(7 * MIB));
        archive(name, out -> out.write(new Tar().gnuLongName("a/".repeat(7 * MIB)).file("x", "").end().bytes()));
        archive(name, out -> out.write(new Tar().gnuLongLink("a/".repeat(7 * MIB)).symlink("x", "").end().bytes()));
        archive("unrecognized image format", this::manyKeys);
        pax("unrecognized image format", "k".repeat(14 * MIB) + "=v");
        pax("unrecognized image format", "k=" + "v".repeat(14 * MIB));

        assertResults();
    }

    private void pax(String result, String record) throws IOException {
        int rest = record.length() + 2;
        int length = rest + Integer.toString(rest).length();
        byte[] body = (length + " " + record + "\n").getBytes(UTF_8);
        archive(result, out -> out.write(new Tar().entry('x', "x", "", body).file("x", "").end().bytes()));
    }

    private void manyKeys(OutputStream out) throws IOException {
        StringBuilder body = new StringBuilder();
        for (int key = 100_000; key < 900_000; key++) {
            body.append("13 k").append(key).append("=v\n");
        }
        out.write(new Tar().entry('x', "x", "", body.toString().getBytes(UTF_8)).file("x", "").end().bytes());
    }

    private static void sparseMapInBody(OutputStream out, String map) throws IOException {
        out.write(new Tar().pax(Map.of("GNU.sparse.major", "1", "GNU.sparse.realsize", "2000")).file("x", map).end()
                .bytes());
    }

    private void assertResults() throws IOException, InterruptedException {
        List<String> lines = read();

        List<String> results = List.copyOf(expected.values());
        assertThat(lines).hasSameSizeAs(results);
        for (int i = 0; i < results.size(); i++) {
            assertThat(lines.get(i)).contains(results.get(i));
        }
    }

    private List<String> read() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), SmallHeapReader.class.getName()));
        expected.keySet().forEach(file -> command.add(file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
            assertThat(process.waitFor()).as("%s", lines).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void repeat(OutputStream out, byte[] bytes, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            out.write(bytes);
        }
    }

    private static void bomb(OutputStream target, Compression compression) throws IOException {
        try (OutputStream out = Compressor.valueOf(compression.name()).to(target)) {
            out.write(new Tar().header('0', "zeros", "", 1L << 40).bytes());
            repeat(out, new byte[MIB], (int) (SmallHeapReader.DECOMPRESSED / MIB));
        }
    }

    /** Four manifests of 10 000 layers each; every layer is in the archive. */
    private void manyBlobs(OutputStream out) throws IOException {
        List<String> manifests = new ArrayList<>();
        byte[] config = ImageJson.config("amd64", new byte[10_000][0]);
        List<byte[]> blobs = new ArrayList<>();
        blobs.add(config);
        for (int image = 0; image < 4; image++) {
            byte[][] layers = new byte[10_000][];
            for (int i = 0; i < layers.length; i++) {
                layers[i] = (image + " " + i).getBytes(UTF_8);
                blobs.add(layers[i]);
            }
            byte[] manifest = ImageJson.manifest(ImageJson.OCI_LAYER_GZIP, config, layers);
            blobs.add(manifest);
            manifests.add(ImageJson.descriptor(MediaTypes.OCI_MANIFEST, manifest));
        }
        byte[] index = ImageJson.index(manifests.toArray(String[]::new));
        blobs.add(index);
        out.write(OciLayout.tarOf(ImageJson.index(ImageJson.descriptor(MediaTypes.OCI_INDEX, index, ImageJson.name("many:1"))))
                .bytes());
        for (byte[] blob : blobs) {
            out.write(new Tar().file(Blob.of(blob).name(), blob).bytes());
        }
    }

    private void nestedIndexes(OutputStream out) throws IOException {
        byte[] index = ImageJson.index();
        List<byte[]> blobs = new ArrayList<>();
        for (int level = 0; level < 10_000; level++) {
            blobs.add(index);
            index = ImageJson.index(ImageJson.descriptor(MediaTypes.OCI_INDEX, index, ImageJson.name("nested:1")));
        }
        out.write(OciLayout.tarOf(index).bytes());
        for (byte[] blob : blobs) {
            out.write(new Tar().file(Blob.of(blob).name(), blob).bytes());
        }
    }
}
