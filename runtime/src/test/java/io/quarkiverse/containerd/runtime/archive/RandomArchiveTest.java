package io.quarkiverse.containerd.runtime.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.archive.layout.Archive;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveReader;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlanner;
import io.quarkiverse.containerd.runtime.archive.plan.BlobContent;
import io.quarkiverse.containerd.runtime.archive.plan.PlannedBlob;
import io.quarkiverse.containerd.runtime.archive.plan.StoredContent;
import io.quarkiverse.containerd.runtime.oci.MediaTypes;
import io.quarkiverse.containerd.runtime.oci.PlatformMatcher;
import io.quarkiverse.containerd.runtime.oci.Platforms;
import io.quarkiverse.containerd.runtime.oci.RecordRules;
import io.quarkiverse.containerd.runtime.oci.RefTranslator;
import io.quarkiverse.containerd.testing.Blob;
import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.ImageJson;
import io.quarkiverse.containerd.testing.Tar;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;

@Tag("small-heap")
class RandomArchiveTest {

    private static final ArchivePlanner PLANNER = new ArchivePlanner(PlatformMatcher.only(Platforms.parse("linux/amd64")),
            RefTranslator.verbatim(), false);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path file = temporaryFile();

    private static Path temporaryFile() {
        try {
            return Files.createTempFile("random", ".tar");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterTry
    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /** A random archive and what must be found in it. */
    private static final class Model {

        private final Random random;
        private final List<byte[]> plain = new ArrayList<>();
        private final Map<Digest, byte[]> wanted = new HashMap<>();
        private final Set<String> names = new HashSet<>();
        private final List<Tar> parts = new ArrayList<>();
        private int serial;

        Model(long seed, boolean docker) {
            random = new Random(seed);
            int layers = 1 + random.nextInt(4);
            for (int i = 0; i < layers; i++) {
                plain.add(new Tar().file("f" + i, "x".repeat(random.nextInt(2000))).end().bytes());
            }
            int images = 1 + random.nextInt(3);
            if (docker) {
                docker(images);
            } else {
                oci(images);
            }
            for (int i = random.nextInt(5); i > 0; i--) {
                noise();
            }
        }

        private List<byte[]> someLayers() {
            List<byte[]> chosen = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                chosen.add(plain.get(random.nextInt(plain.size())));
            }
            return chosen;
        }

        private void oci(int images) {
            List<String> entries = new ArrayList<>();
            Map<Digest, byte[]> blobs = new HashMap<>();
            for (int i = 0; i < images; i++) {
                List<byte[]> layers = someLayers();
                byte[][] stored = layers.stream().map(layer -> random.nextBoolean() ? layer : Compressor.GZIP.compress(layer))
                        .toArray(byte[][]::new);
                byte[] config = ImageJson.config("amd64", layers.toArray(byte[][]::new));
                byte[] manifest = ImageJson.manifest(ImageJson.OCI_LAYER_GZIP, config, stored);
                List<byte[]> all = new ArrayList<>(List.of(stored));
                all.add(config);
                all.add(manifest);
                all.forEach(blob -> blobs.put(Digest.of(blob), blob));
                entries.add(nested(manifest, "image:" + i, blobs));
                names.add("image:" + i);
            }
            wanted.putAll(blobs);
            add("oci-layout", ImageJson.LAYOUT.getBytes(UTF_8));
            add("index.json", ImageJson.index(entries.toArray(String[]::new)));
            blobs.values().forEach(blob -> add(random.nextInt(8) == 0 ? "stray" + serial++ : Blob.of(blob).name(), blob));
        }

        private String nested(byte[] manifest, String name, Map<Digest, byte[]> blobs) {
            if (random.nextBoolean()) {
                return ImageJson.descriptor(MediaTypes.OCI_MANIFEST, manifest, ImageJson.name(name));
            }
            byte[] index = ImageJson.index(
                    ImageJson.descriptor(MediaTypes.OCI_MANIFEST, "absent".getBytes(UTF_8), ImageJson.platform("s390x")),
                    ImageJson.descriptor(MediaTypes.OCI_MANIFEST, manifest, ImageJson.platform("amd64")));
            blobs.put(Digest.of(index), index);
            return ImageJson.descriptor(MediaTypes.OCI_INDEX, index, ImageJson.name(name));
        }

        private void docker(int images) {
            List<String> manifests = new ArrayList<>();
            for (int i = 0; i < images; i++) {
                List<byte[]> layers = someLayers();
                List<String> layerNames = new ArrayList<>();
                for (byte[] layer : layers) {
                    byte[] stored = random.nextBoolean() ? layer : Compressor.GZIP.compress(layer);
                    layerNames.add("layer" + serial + "/layer.tar");
                    add("layer" + serial++ + "/layer.tar", stored);
                    wanted.put(Digest.of(stored), stored);
                }
                byte[] config = ImageJson.config("amd64", layers.toArray(byte[][]::new));
                add("config" + i + ".json", config);
                wanted.put(Digest.of(config), config);
                String manifest = ImageJson.dockerManifest("config" + i + ".json", List.of("image:" + i), layerNames);
                manifests.add(manifest.substring(1, manifest.length() - 1));
                names.add("docker.io/library/image:" + i);
            }
            add("manifest.json", ("[" + String.join(",", manifests) + "]").getBytes(UTF_8));
        }

        /** The same file in one of many forms. */
        private void add(String name, byte[] body) {
            Tar tar = new Tar();
            switch (random.nextInt(8)) {
                case 0 -> tar.file("./" + name, body);
                case 1 -> tar.gnuLongName("y/../".repeat(30) + name).file("short", body);
                case 2 -> tar.pax(Map.of("path", "y/../".repeat(30) + name)).file("short", body);
                case 3 -> tar.file(name, "an older body").file(name, body);
                case 4 -> tar.file("target" + serial, body).hardLink(name, "target" + serial++);
                case 5 -> tar.symlink(name, "../".repeat(name.split("/").length - 1) + "chain" + serial)
                        .symlink("chain" + serial, "target" + serial).file("target" + serial++, body);
                case 6 -> tar.pax(Map.of("size", Integer.toString(body.length))).header('0', name, "", 0).raw(body).pad();
                default -> tar.entry('\0', name, "", body);
            }
            parts.add(tar);
        }

        private void noise() {
            Tar tar = new Tar();
            switch (random.nextInt(4)) {
                case 0 -> tar.directory("noise/");
                case 1 -> tar.symlink("noise" + serial++, "nowhere");
                case 2 -> tar.globalPax(Map.of("comment", "noise"));
                default -> tar.file("../../noise" + serial++, "noise");
            }
            parts.add(tar);
        }

        byte[] archive() {
            Collections.shuffle(parts, random);
            Tar tar = new Tar();
            parts.forEach(part -> tar.raw(part.bytes()));
            return switch (random.nextInt(3)) {
                case 0 -> tar.bytes();
                case 1 -> tar.end().raw("trailing").bytes();
                default -> tar.end().bytes();
            };
        }
    }

    /** The ways of an archive's bytes. */
    private enum Way {
        PLAIN,
        SPOOLED,
        STAGED
    }

    private void open(byte[] tar, boolean verify, Way way, Use use) throws IOException {
        Files.write(file, way == Way.PLAIN ? tar : Compressor.ZSTD.compress(tar));
        try (TestStaging staging = new TestStaging()) {
            try (Archive archive = new ArchiveReader(ArchiveLimits.defaults(), verify).open(file, ArchiveProgress.none(),
                    way == Way.STAGED ? staging : Staging.none())) {
                use.of(archive);
            } finally {
                assertThat(staging.files()).as("left in staging").isEmpty();
            }
        }
    }

    /** What is done with an open archive. */
    private interface Use {
        void of(Archive archive) throws IOException;
    }

    @Property(tries = 150)
    void findsWhatIsThere(@ForAll long seed, @ForAll boolean docker, @ForAll boolean verify, @ForAll Way way)
            throws IOException {
        Model model = new Model(seed, docker);
        open(model.archive(), verify, way, archive -> {
            ArchivePlan plan = PLANNER.plan(archive, StoredContent.none(), RecordRules.CONTAINERD);
            assertThat(plan.images()).allMatch(image -> image.selected());
            assertThat(plan.images().stream().map(image -> image.name())).containsExactlyInAnyOrderElementsOf(model.names);
            Map<Digest, byte[]> found = new HashMap<>();
            for (PlannedBlob blob : plan.blobs()) {
                found.put(blob.descriptor().digest(), read(blob.content().orElseThrow()));
            }
            assertThat(found.keySet()).containsAll(model.wanted.keySet());
            found.forEach((digest, bytes) -> assertThat(Digest.of(bytes)).isEqualTo(digest));
            Set<String> kept = new HashSet<>();
            plan.blobs().forEach(blob -> kept.addAll(blob.labels().values()));
            plan.images().forEach(image -> kept.add(image.target().digest().value()));
            assertThat(kept).containsAll(found.keySet().stream().map(Digest::value).toList());
        });
    }

    @Property(tries = 300)
    void damageIsToldOrHarmless(@ForAll long seed, @ForAll boolean docker, @ForAll boolean verify, @ForAll Way way,
            @ForAll @IntRange(min = 1, max = 4) int wounds) throws IOException {
        Random random = new Random(~seed);
        byte[] bytes = new Model(seed, docker).archive();
        for (int i = 0; i < wounds; i++) {
            bytes = wound(bytes, random);
        }
        byte[] damaged = bytes;
        Assertions.assertTimeoutPreemptively(LIMIT, () -> readAll(damaged, verify, way));
    }

    private static byte[] wound(byte[] bytes, Random random) {
        if (bytes.length < 1024) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int header = at / 512 * 512;
        switch (random.nextInt(6)) {
            case 0 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 1 -> {
                byte[] without = Arrays.copyOf(bytes, bytes.length - 512);
                System.arraycopy(bytes, Math.min(header + 512, bytes.length), without, Math.min(header, without.length),
                        Math.max(0, without.length - header));
                return without;
            }
            case 2 -> bytes[at] = (byte) random.nextInt();
            case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(600)), (byte) random.nextInt());
            case 4 -> {
                if (header + 512 <= bytes.length) {
                    bytes[header + random.nextInt(512)] = (byte) random.nextInt();
                    repairChecksum(bytes, header);
                }
            }
            default -> {
                int from = random.nextInt(bytes.length / 512) * 512;
                int length = Math.min(512, bytes.length - Math.max(from, header));
                System.arraycopy(bytes, from, bytes, header, length);
            }
        }
        return bytes;
    }

    /** Damage that the checksum does not show. */
    private static void repairChecksum(byte[] bytes, int header) {
        Arrays.fill(bytes, header + 148, header + 156, (byte) ' ');
        int sum = 0;
        for (int i = header; i < header + 512; i++) {
            sum += bytes[i] & 0xff;
        }
        System.arraycopy(String.format("%06o\0 ", sum).getBytes(UTF_8), 0, bytes, header + 148, 8);
    }

    /** Either everything can be read, or an exception names the archive. */
    private void readAll(byte[] tar, boolean verify, Way way) throws IOException {
        try {
            open(tar, verify, way, archive -> {
                for (PlannedBlob blob : PLANNER.plan(archive, StoredContent.none(), RecordRules.CONTAINERD).blobs()) {
                    if (blob.content().isPresent()) {
                        byte[] bytes = read(blob.content().get());
                        assertThat(bytes.length).isEqualTo(blob.descriptor().size());
                        if (!blob.unverified()) {
                            assertThat(Digest.of(bytes)).isEqualTo(blob.descriptor().digest());
                        }
                    }
                }
            });
        } catch (ArchiveException e) {
            assertThat(e.archive()).isEqualTo(file);
            assertThat(e).hasMessageContaining(file.toString());
        }
    }

    private static byte[] read(BlobContent content) throws ArchiveException {
        ByteBuffer buffer = ByteBuffer.allocate((int) content.size());
        content.read(0, buffer);
        return buffer.array();
    }
}
