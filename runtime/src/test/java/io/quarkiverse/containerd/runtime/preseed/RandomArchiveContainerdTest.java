package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.NamespaceClient;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.testing.RealContainerd;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Takes archives of the corpus apart, puts them together in another order, and damages them. What the preseed loads is what
 * containerd's own import leaves, or there is an error with a reason; blobs are placed or sent. The system property
 * {@code containerd.test.archives} says
 * how many archives each try makes, to run it for long.
 */
@Tag("containerd")
class RandomArchiveContainerdTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int BLOCK = 512;
    private static final long DISK = 256 << 20;
    private static final String CONTENT = "io.containerd.content.v1.content";
    private static final String OURS = "ours";
    private static final String THEIRS = "theirs";

    /** What {@code ctr} makes something else of, by design. */
    private static final Set<String> DIFFERENT = Set.of("reference name that is a tag", "docker archive with zstd layers");

    private static ConnectedContainerd containerd;

    private final Path directory = temporaryDirectory();
    private final Path plain = directory.resolve("plain");

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("random");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeContainer
    static void start() {
        containerd = ConnectedContainerd.start(RealContainerd.Setup.local().onDisk(DISK));
    }

    @AfterContainer
    static void stop() throws Exception {
        containerd.close();
    }

    @AfterTry
    void delete() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 8)
    void isAsGoodAsContainerdsOwnImportOrSaysWhy(@ForAll long seed) throws Exception {
        Random seeds = new Random(seed);
        for (int i = 0; i < Integer.getInteger("containerd.test.archives", 1); i++) {
            check(seeds.nextLong());
        }
    }

    private void check(long seed) throws Exception {
        Random random = new Random(seed);
        List<Map.Entry<String, byte[]>> archives = ArchiveCorpus.archives().entrySet().stream()
                .filter(archive -> !DIFFERENT.contains(archive.getKey())).toList();
        Map.Entry<String, byte[]> chosen = archives.get(random.nextInt(archives.size()));
        // where the content directory cannot be seen, blobs are sent
        boolean placed = random.nextBoolean();
        String what = chosen.getKey() + ", " + (placed ? "placed" : "sent") + ", seed " + seed;
        byte[] bytes = chosen.getValue();
        if (random.nextBoolean()) {
            bytes = reordered(bytes, random);
        }
        for (int wounds = random.nextInt(3); wounds > 0; wounds--) {
            bytes = wounded(bytes, random);
        }
        boolean compressed = random.nextInt(4) == 0;
        Files.write(Files.createDirectories(directory.resolve(OURS)).resolve("archive"),
                compressed ? gzip(bytes) : bytes);
        Files.write(plain, bytes);

        ArchiveReport report = assertTimeoutPreemptively(LIMIT, () -> preseed(placed));
        boolean theyLoad = containerd.tryImport(THEIRS, plain, false).status() == 0;
        Map<String, Object> ours = NamespaceDump.of(namespace(OURS));

        if (report.state() != ArchiveReport.State.LOADED) {
            assertThat(ours).as("%s leaves nothing", what).isEmpty();
            assertThat(report.error().orElse("")).as(what).isNotEmpty().doesNotContain("Exception");
        } else if (theyLoad) {
            assertThat(ours).as(what).isEqualTo(withoutDangling(NamespaceDump.of(namespace(THEIRS))));
        }
        clear(OURS);
        clear(THEIRS);
    }

    /** {@code ctr} writes the record of an image for another platform even if its manifest is not in the archive. */
    private static Map<String, Object> withoutDangling(Map<String, Object> dump) {
        Map<String, Object> whole = new TreeMap<>(dump);
        whole.values().removeIf(value -> value instanceof List<?> parts && parts.get(0) instanceof ImageTarget target
                && !dump.containsKey("blob " + target.digest()));
        return whole;
    }

    private static NamespaceClient namespace(String name) {
        return containerd.client().namespace(name);
    }

    private static void clear(String name) {
        NamespaceClient namespace = namespace(name);
        namespace.images().list().forEach(image -> namespace.images().delete(image.name(), false));
        assertThat(NamespaceDump.of(namespace)).isEmpty();
    }

    private ArchiveReport preseed(boolean placed) throws Exception {
        PreseedStatus reports = new PreseedStatus();
        if (placed) {
            containerd.disk().reveal(CONTENT);
        }
        try {
            new Preseed(new PreseedSettings(directory, List.of("**")), containerd::client, reports)
                    .run(new TestNode());
        } catch (FailedArchivesException e) {
            assertThat(e).hasMessageContaining(OURS);
        } finally {
            if (placed) {
                containerd.disk().hide(CONTENT);
            }
        }
        return reports.report().archives().get(0);
    }

    /** The entries in another order, some of them twice or not at all; an entry and its extended headers stay together. */
    private static byte[] reordered(byte[] bytes, Random random) {
        List<byte[]> entries = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at + BLOCK <= bytes.length && bytes[at] != 0) {
            String size = new String(bytes, at + 124, 11).strip();
            if (!size.matches("[0-7]+")) {
                return bytes;
            }
            char type = (char) bytes[at + 156];
            at += BLOCK + (Integer.parseInt(size, 8) + BLOCK - 1) / BLOCK * BLOCK;
            if (at > bytes.length) {
                return bytes;
            }
            if ("xLK".indexOf(type) < 0) {
                entries.add(Arrays.copyOfRange(bytes, start, at));
                start = at;
            }
        }
        Collections.shuffle(entries, random);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            int times = random.nextInt(20) == 0 ? random.nextInt(3) : 1;
            for (int i = 0; i < times; i++) {
                out.writeBytes(entry);
            }
        }
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    private static byte[] wounded(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        byte[] wounded = bytes.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 1 -> wounded[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> Arrays.fill(wounded, at, Math.min(bytes.length, at + 1 + random.nextInt(700)),
                    (byte) random.nextInt());
            default -> {
                int from = random.nextInt(bytes.length) / BLOCK * BLOCK;
                int to = at / BLOCK * BLOCK;
                System.arraycopy(bytes, from, wounded, to, Math.min(BLOCK, bytes.length - Math.max(from, to)));
            }
        }
        return wounded;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(target)) {
            out.write(bytes);
        }
        return target.toByteArray();
    }
}
