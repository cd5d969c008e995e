package io.quarkiverse.containerd.runtime.preseed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.apt.FileTrees;
import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.OciLayout;

/**
 * A random choice of archives that share layers. They can be written in several editions, which have the same files, images,
 * entries and sizes, but other bytes.
 */
final class LayeredArchives {

    /** Bytes of content: below and above what goes into one message, and of many messages. */
    private static final int[] SIZES = { 900, 70_000, 800_000, 1_100_000, 2_500_000, 5_000_000 };

    private static final Map<String, Layer> LAYERS = new HashMap<>();

    private enum Format {
        OCI,
        OCI_GZIP_LAYERS,
        OCI_DIRECTORY,
        OCI_IN_ZSTD,
        DOCKER,
        DOCKER_IN_GZIP
    }

    private record Archive(String path, Format format, String image, List<Integer> layers) {
    }

    private final List<Archive> archives = new ArrayList<>();

    LayeredArchives(Random random) {
        int count = 3 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            Format format = Format.values()[random.nextInt(Format.values().length)];
            TreeSet<Integer> layers = random.ints(1L + random.nextInt(4), 0, SIZES.length).boxed()
                    .collect(Collectors.toCollection(TreeSet::new));
            archives.add(new Archive((random.nextInt(3) == 0 ? "two" : "one") + "/archive" + i, format,
                    "registry.test/image" + i + ":1", List.copyOf(layers)));
        }
    }

    /** Writes the archives below a directory, where an earlier edition may be. */
    void write(Path directory, int edition) throws IOException {
        for (Archive archive : archives) {
            Path target = directory.resolve(archive.path());
            switch (archive.format()) {
                case OCI -> oci(archive, edition, Compressor.NONE).write(target);
                case OCI_GZIP_LAYERS -> oci(archive, edition, Compressor.FAST_GZIP).write(target);
                case OCI_IN_ZSTD -> oci(archive, edition, Compressor.NONE).write(target, Compressor.ZSTD);
                case DOCKER -> docker(archive, edition).write(target);
                case DOCKER_IN_GZIP -> docker(archive, edition).write(target, Compressor.FAST_GZIP);
                case OCI_DIRECTORY -> {
                    if (Files.isDirectory(target)) {
                        FileTrees.delete(target);
                    }
                    oci(archive, edition, Compressor.NONE).writeDirectory(target);
                }
            }
        }
    }

    private static OciLayout oci(Archive archive, int edition, Compressor compressor) {
        return new OciLayout().image(archive.image(), image(archive, edition, compressor));
    }

    private static DockerArchive docker(Archive archive, int edition) {
        return new DockerArchive().image(image(archive, edition, Compressor.NONE), archive.image());
    }

    private static Image image(Archive archive, int edition, Compressor compressor) {
        return Image.of(archive.layers().stream().map(index -> layer(index, edition, compressor)).toArray(Layer[]::new));
    }

    private static synchronized Layer layer(int index, int edition, Compressor compressor) {
        Layer plain = LAYERS.computeIfAbsent(index + " " + edition,
                key -> Layer.random("data" + index, SIZES[index], key.hashCode()));
        return compressor == Compressor.NONE ? plain
                : LAYERS.computeIfAbsent(index + " " + edition + " " + compressor, key -> plain.compressed(compressor));
    }
}
