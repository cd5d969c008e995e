package io.quarkiverse.containerd.runtime.preseed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;

import io.quarkiverse.containerd.client.Digest;

/**
 * A random choice of archives that share layers. They can be written in several editions, which have the same files, images,
 * entries and sizes, but other bytes.
 */
final class LayeredArchives {

    /** Bytes of content: below and above what goes into one message, and of many messages. */
    private static final int[] LAYERS = { 900, 70_000, 800_000, 1_100_000, 2_500_000, 5_000_000 };

    private static final String OCI = "application/vnd.oci.image.";

    private static final Map<String, Layer> MADE = new LinkedHashMap<>();

    private enum Format {
        OCI,
        OCI_GZIP_LAYERS,
        OCI_DIRECTORY,
        OCI_IN_ZSTD,
        DOCKER,
        DOCKER_IN_GZIP
    }

    private record Layer(byte[] tar, byte[] gzip, Digest diffId, Digest gzipDigest) {
    }

    private record Archive(String path, Format format, String image, List<Integer> layers) {
    }

    private final List<Archive> archives = new ArrayList<>();

    LayeredArchives(Random random) {
        int count = 3 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            Format format = Format.values()[random.nextInt(Format.values().length)];
            TreeSet<Integer> layers = random.ints(1L + random.nextInt(4), 0, LAYERS.length).boxed()
                    .collect(Collectors.toCollection(TreeSet::new));
            archives.add(new Archive((random.nextInt(3) == 0 ? "two" : "one") + "/archive" + i, format,
                    "registry.test/image" + i + ":1", List.copyOf(layers)));
        }
    }

    /** Writes the archives below a directory, where an earlier edition may be. */
    void write(Path directory, int edition) throws IOException {
        for (Archive archive : archives) {
            Path target = directory.resolve(archive.path());
            Files.createDirectories(target.getParent());
            List<Layer> layers = archive.layers().stream().map(index -> layer(index, edition)).toList();
            switch (archive.format()) {
                case OCI -> tar(Files.newOutputStream(target), oci(archive, layers, false));
                case OCI_GZIP_LAYERS -> tar(Files.newOutputStream(target), oci(archive, layers, true));
                case OCI_IN_ZSTD -> tar(new ZstdOutputStreamNoFinalizer(Files.newOutputStream(target)),
                        oci(archive, layers, false));
                case DOCKER -> tar(Files.newOutputStream(target), docker(archive, layers));
                case DOCKER_IN_GZIP -> tar(new FastGzip(Files.newOutputStream(target)), docker(archive, layers));
                case OCI_DIRECTORY -> {
                    delete(target);
                    for (Map.Entry<String, byte[]> file : oci(archive, layers, false).entrySet()) {
                        Path path = target.resolve(file.getKey());
                        Files.createDirectories(path.getParent());
                        Files.write(path, file.getValue());
                    }
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static synchronized Layer layer(int index, int edition) {
        return MADE.computeIfAbsent(index + " " + edition, key -> {
            try {
                byte[] content = new byte[LAYERS[index]];
                new Random(key.hashCode()).nextBytes(content);
                ByteArrayOutputStream tar = new ByteArrayOutputStream();
                tar(tar, Map.of("data" + index, content));
                ByteArrayOutputStream gzip = new ByteArrayOutputStream();
                try (OutputStream out = new FastGzip(gzip)) {
                    out.write(tar.toByteArray());
                }
                return new Layer(tar.toByteArray(), gzip.toByteArray(), Digest.of(tar.toByteArray()),
                        Digest.of(gzip.toByteArray()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static Map<String, byte[]> oci(Archive archive, List<Layer> layers, boolean gzip) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(UTF_8));
        List<String> descriptors = new ArrayList<>();
        for (Layer layer : layers) {
            byte[] blob = gzip ? layer.gzip() : layer.tar();
            Digest digest = gzip ? layer.gzipDigest() : layer.diffId();
            files.put("blobs/sha256/" + digest.hex(), blob);
            descriptors.add(descriptor(OCI + (gzip ? "layer.v1.tar+gzip" : "layer.v1.tar"), digest, blob));
        }
        String config = add(files, OCI + "config.v1+json", config(layers));
        String manifest = add(files, OCI + "manifest.v1+json", ("{\"schemaVersion\":2,\"mediaType\":\"" + OCI
                + "manifest.v1+json\",\"config\":" + config + ",\"layers\":[" + String.join(",", descriptors) + "]}")
                .getBytes(UTF_8));
        files.put("index.json", ("{\"schemaVersion\":2,\"manifests\":[" + manifest.substring(0, manifest.length() - 1)
                + ",\"annotations\":{\"io.containerd.image.name\":\"" + archive.image() + "\"}}]}").getBytes(UTF_8));
        return files;
    }

    private static String add(Map<String, byte[]> files, String mediaType, byte[] blob) {
        Digest digest = Digest.of(blob);
        files.put("blobs/sha256/" + digest.hex(), blob);
        return descriptor(mediaType, digest, blob);
    }

    private static String descriptor(String mediaType, Digest digest, byte[] blob) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + blob.length + "}";
    }

    private static Map<String, byte[]> docker(Archive archive, List<Layer> layers) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (Layer layer : layers) {
            names.add("\"" + names.size() + "/layer.tar\"");
            files.put(names.size() - 1 + "/layer.tar", layer.tar());
        }
        files.put("config.json", config(layers));
        files.put("manifest.json", ("[{\"Config\":\"config.json\",\"RepoTags\":[\"" + archive.image() + "\"],\"Layers\":["
                + String.join(",", names) + "]}]").getBytes(UTF_8));
        return files;
    }

    private static byte[] config(List<Layer> layers) {
        return ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                + layers.stream().map(layer -> "\"" + layer.diffId() + "\"").collect(Collectors.joining(",")) + "]}}")
                .getBytes(UTF_8);
    }

    private static void tar(OutputStream target, Map<String, byte[]> files) throws IOException {
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(new BufferedOutputStream(target, 1 << 16), "UTF-8")) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setModTime(0);
                out.putArchiveEntry(entry);
                out.write(file.getValue());
                out.closeArchiveEntry();
            }
        }
    }

    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(OutputStream target) throws IOException {
            super(target, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
