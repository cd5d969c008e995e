package io.quarkiverse.containerd.benchmark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import io.quarkiverse.containerd.client.Digest;

/** Makes layers: files of random bytes, the same ones each time. */
final class LayerMaker {

    private static final int FILE_SIZE = 1 << 20;

    private final Path directory;

    /** @param directory directory for the layers */
    LayerMaker(Path directory) {
        this.directory = directory;
    }

    /** Creates a layer. Layers of the same seed and size are equal. */
    Layer make(LayerSpec spec, long seed) throws IOException {
        Path file = Files.createTempFile(directory, "layer", "");
        MessageDigest stored = Digest.sha256();
        MessageDigest plain = Digest.sha256();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), FILE_SIZE);
                OutputStream blob = new DigestOutputStream(out, stored);
                OutputStream layer = new DigestOutputStream(spec.compressed() ? new FastGzip(blob) : blob, plain)) {
            writeTar(layer, spec.size(), new SplittableRandom(seed));
        }
        return new Layer(file, Digest.of(stored), Digest.of(plain), Files.size(file), spec.compressed());
    }

    private static void writeTar(OutputStream target, long size, SplittableRandom random) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(FILE_SIZE);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(target)) {
            for (long written = 0; written < size; written += FILE_SIZE) {
                while (content.hasRemaining()) {
                    content.putLong(random.nextLong());
                }
                content.clear();
                TarArchiveEntry entry = new TarArchiveEntry("usr/share/file" + written / FILE_SIZE);
                entry.setSize(Math.min(FILE_SIZE, size - written));
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                tar.write(content.array(), 0, (int) entry.getSize());
                tar.closeArchiveEntry();
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
