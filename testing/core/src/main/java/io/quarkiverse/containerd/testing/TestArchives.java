package io.quarkiverse.containerd.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;

/** Makes image archives. */
public final class TestArchives {

    private final Path work;

    public TestArchives(Path work) {
        this.work = work;
    }

    /** An image with gzip layers of random files, made by Jib: an OCI layout or a docker archive. */
    public Path jib(Path target, String name, ImageFormat format, int... layerSizes) throws Exception {
        var builder = Jib.fromScratch().setFormat(format).setCreationTime(Instant.EPOCH).setEntrypoint("/file0");
        for (int i = 0; i < layerSizes.length; i++) {
            Path file = Files.write(Files.createTempFile(work, "layer", ""), random(layerSizes[i], layerSizes[i]));
            builder.addFileEntriesLayer(FileEntriesLayer.builder().setName("layer" + i)
                    .addEntry(file, AbsoluteUnixPath.get("/file" + i), FilePermissions.fromOctalString("755")).build());
        }
        Files.createDirectories(target.getParent());
        builder.containerize(Containerizer.to(TarImage.at(target).named(name)).setOfflineMode(true)
                .setBaseImageLayersCache(work.resolve("base")).setApplicationLayersCache(work.resolve("application")));
        return target;
    }

    /** A docker archive with plain layers: two images with three names; the second shares a layer through a symbolic link. */
    public Path docker(Path target, String repository) throws IOException {
        byte[] base = tar(Map.of("etc/base", random(20_000, 1)));
        byte[] top = tar(Map.of("etc/top", random(2_000_000, 2)));
        byte[] first = config("amd64", base);
        byte[] second = config("amd64", base, top);
        String manifest = "[{\"Config\":\"one.json\",\"RepoTags\":[\"" + repository + ":1\",\"" + repository
                + ":latest\"],\"Layers\":[\"a/layer.tar\"]},"
                + "{\"Config\":\"two.json\",\"RepoTags\":[\"" + repository + ":2\"],"
                + "\"Layers\":[\"b/layer.tar\",\"c/layer.tar\"]}]";
        Files.createDirectories(target.getParent());
        try (TarArchiveOutputStream out = open(Files.newOutputStream(target))) {
            put(out, "a/layer.tar", base);
            put(out, "a/VERSION", "1.0".getBytes(StandardCharsets.UTF_8));
            TarArchiveEntry link = new TarArchiveEntry("b/layer.tar", TarConstants.LF_SYMLINK);
            link.setLinkName("../a/layer.tar");
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
            put(out, "c/layer.tar", top);
            put(out, "one.json", first);
            put(out, "two.json", second);
            put(out, "manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
        }
        return target;
    }

    /** The digest of the first layer of every image of {@link #docker}. */
    public static String dockerBaseLayer() throws IOException {
        return digest(tar(Map.of("etc/base", random(20_000, 1))));
    }

    /** Copies an archive without its entries of at least this size. */
    public static void without(Path archive, Path target, long size) throws IOException {
        Files.createDirectories(target.getParent());
        try (TarArchiveInputStream in = new TarArchiveInputStream(Files.newInputStream(archive));
                TarArchiveOutputStream out = open(Files.newOutputStream(target))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.getSize() < size) {
                    put(out, entry.getName(), in.readAllBytes());
                }
            }
        }
    }

    /** Extracts the files of an archive. */
    public static Path extract(Path archive, Path target) throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(Files.newInputStream(archive))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = target.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, in.readAllBytes());
            }
        }
        return target;
    }

    /** An OCI layout whose index has an image index for two platforms, of which the archive holds both, and a plain image. */
    public Path platforms(Path target, String name) throws IOException {
        Map<String, byte[]> blobs = new LinkedHashMap<>();
        String amd64 = image(blobs, "amd64", tar(Map.of("bin/app", random(30_000, 3))));
        String s390x = image(blobs, "s390x", tar(Map.of("bin/app", random(30_000, 4))));
        String index = add(blobs, "application/vnd.oci.image.index.v1+json", ("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s,%s]}"""
                .formatted(withPlatform(amd64, "amd64"), withPlatform(s390x, "s390x"))).getBytes(StandardCharsets.UTF_8));
        return oci(target, blobs, named(index, "io.containerd.image.name", name),
                named(amd64, "org.opencontainers.image.ref.name", name + "-amd64"));
    }

    /** An OCI layout of one image with one plain layer. */
    public Path oci(Path target, String name, int layerSize, long seed) throws IOException {
        return oci(target, name, tar(Map.of("data", random(layerSize, seed))));
    }

    /** An OCI layout of one image with one plain layer, under several names. */
    public Path named(Path target, List<String> names, int layerSize, long seed) throws IOException {
        Map<String, byte[]> blobs = new LinkedHashMap<>();
        String image = image(blobs, "amd64", tar(Map.of("data", random(layerSize, seed))));
        return oci(target, blobs, names.stream().map(name -> named(image, "io.containerd.image.name", name))
                .toArray(String[]::new));
    }

    /** An OCI layout of one image with plain layers. */
    public Path layers(Path target, String name, int... layerSizes) throws IOException {
        byte[][] layers = new byte[layerSizes.length][];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = tar(Map.of("data" + i, random(layerSizes[i], layerSizes[i])));
        }
        return oci(target, name, layers);
    }

    private Path oci(Path target, String name, byte[]... layers) throws IOException {
        Map<String, byte[]> blobs = new LinkedHashMap<>();
        return oci(target, blobs, named(image(blobs, "amd64", layers), "io.containerd.image.name", name));
    }

    /** An OCI layout of an image whose configuration names another layer than it has. */
    public Path wrongDiffId(Path target, String name) throws IOException {
        Map<String, byte[]> blobs = new LinkedHashMap<>();
        byte[] good = tar(Map.of("good", random(5000, 90)));
        byte[] bad = tar(Map.of("bad", random(5000, 91)));
        String config = add(blobs, "application/vnd.oci.image.config.v1+json",
                config("amd64", good, tar(Map.of("other", random(5000, 92)))));
        String manifest = manifest(blobs, config, good, bad);
        return oci(target, blobs, named(manifest, "io.containerd.image.name", name));
    }

    /** An OCI layout of an image without layers and of an artifact. */
    public Path withoutLayers(Path target, String name) throws IOException {
        Map<String, byte[]> blobs = new LinkedHashMap<>();
        String empty = image(blobs, "amd64");
        String artifact = manifest(blobs,
                add(blobs, "application/vnd.test.config+json", "{}".getBytes(StandardCharsets.UTF_8)));
        return oci(target, blobs, named(empty, "io.containerd.image.name", name),
                named(artifact, "io.containerd.image.name", name + "-artifact"));
    }

    private Path oci(Path target, Map<String, byte[]> blobs, String... entries) throws IOException {
        Files.createDirectories(target.getParent());
        try (TarArchiveOutputStream out = open(Files.newOutputStream(target))) {
            put(out, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
            put(out, "index.json", ("{\"schemaVersion\":2,\"manifests\":[" + String.join(",", entries) + "]}")
                    .getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, byte[]> blob : blobs.entrySet()) {
                put(out, "blobs/sha256/" + blob.getKey(), blob.getValue());
            }
        }
        return target;
    }

    private static String image(Map<String, byte[]> blobs, String architecture, byte[]... layers) {
        return manifest(blobs, add(blobs, "application/vnd.oci.image.config.v1+json", config(architecture, layers)), layers);
    }

    private static String manifest(Map<String, byte[]> blobs, String config, byte[]... layers) {
        List<String> descriptors = new ArrayList<>();
        for (byte[] layer : layers) {
            descriptors.add(add(blobs, "application/vnd.oci.image.layer.v1.tar", layer));
        }
        return add(blobs, "application/vnd.oci.image.manifest.v1+json", ("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}"""
                .formatted(config, String.join(",", descriptors))).getBytes(StandardCharsets.UTF_8));
    }

    private static String add(Map<String, byte[]> blobs, String mediaType, byte[] bytes) {
        String digest = digest(bytes);
        blobs.put(digest.substring("sha256:".length()), bytes);
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + bytes.length + "}";
    }

    private static String withPlatform(String descriptor, String architecture) {
        return with(descriptor, "\"platform\":{\"architecture\":\"" + architecture + "\",\"os\":\"linux\"}");
    }

    private static String named(String descriptor, String annotation, String name) {
        return with(descriptor, "\"annotations\":{\"" + annotation + "\":\"" + name + "\"}");
    }

    private static String with(String json, String member) {
        return json.substring(0, json.length() - 1) + "," + member + "}";
    }

    private static byte[] config(String architecture, byte[]... layers) {
        List<String> diffIds = new ArrayList<>();
        for (byte[] layer : layers) {
            diffIds.add("\"" + digest(layer) + "\"");
        }
        return ("{\"architecture\":\"" + architecture + "\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"x\"]},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + String.join(",", diffIds) + "]}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] tar(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = open(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                put(out, file.getKey(), file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static TarArchiveOutputStream open(OutputStream target) {
        return new TarArchiveOutputStream(target, "UTF-8");
    }

    private static void put(TarArchiveOutputStream out, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        entry.setModTime(0);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
