package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.Tar;

/** Makes layers: files of random bytes or words, the same ones each time. */
final class LayerMaker {

    private static final int FILE_SIZE = 1 << 20;
    private static final int WORDS = 4096;

    private final Path directory;

    /** @param directory directory for the layers */
    LayerMaker(Path directory) {
        this.directory = directory;
    }

    /** Creates a layer. Layers of the same seed and size are equal. */
    Layer make(LayerSpec spec, long seed) throws IOException {
        Path file = Files.createTempFile(directory, "layer", "");
        SplittableRandom random = new SplittableRandom(seed);
        return Layer.write(file, spec.compressed() ? Compressor.FAST_GZIP : Compressor.NONE,
                tar -> addFiles(tar, spec.size(), spec.compressible() ? words(random) : random::nextLong));
    }

    /** Returns a source of words, of which there are few enough to be found again. */
    private static LongSupplier words(SplittableRandom random) {
        long[] words = random.longs(WORDS).toArray();
        return () -> words[random.nextInt(WORDS)];
    }

    private static void addFiles(Tar tar, long size, LongSupplier random) {
        ByteBuffer content = ByteBuffer.allocate(FILE_SIZE);
        for (long written = 0; written < size; written += FILE_SIZE) {
            while (content.hasRemaining()) {
                content.putLong(random.getAsLong());
            }
            content.clear();
            int length = (int) Math.min(FILE_SIZE, size - written);
            tar.file("usr/share/file" + written / FILE_SIZE, length, target -> target.write(content.array(), 0, length));
        }
    }
}
