package io.quarkiverse.containerd.testing;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A layer of an image.
 *
 * @param blob the layer as it is stored
 * @param diffId the digest of the layer without compression
 * @param compressor its compression
 */
public record Layer(Blob blob, String diffId, Compressor compressor) {

    /** A layer that is a tar file without its end. */
    public static Layer of(Tar tar) {
        return plain(tar.end().bytes());
    }

    /** A layer with files. */
    public static Layer of(Map<String, byte[]> files) {
        Tar tar = new Tar();
        files.forEach(tar::file);
        return of(tar);
    }

    /** A layer with a file of random bytes, always the same ones for a seed. */
    public static Layer random(String name, int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return of(Map.of(name, bytes));
    }

    /** A layer of these bytes, whatever they are. */
    public static Layer plain(byte[] bytes) {
        return new Layer(Blob.of(bytes), Blob.digest(bytes), Compressor.NONE);
    }

    /**
     * Writes a layer to a file, for layers that are too large for memory.
     *
     * @param content adds the entries
     */
    public static Layer write(Path file, Compressor compressor, Consumer<Tar> content) {
        MessageDigest stored = Blob.sha256();
        MessageDigest plain = Blob.sha256();
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
                    OutputStream tar = new DigestOutputStream(compressor.to(new DigestOutputStream(out, stored)), plain)) {
                Tar entries = new Tar(tar);
                content.accept(entries);
                entries.end();
            }
            return new Layer(Blob.of(file, stored), Blob.digest(plain), compressor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns this layer, compressed. */
    public Layer compressed(Compressor with) {
        return new Layer(Blob.of(with.compress(blob.bytes())), diffId, with);
    }

    /** Its descriptor as JSON. */
    public String descriptor() {
        return blob.descriptor(ImageJson.OCI_LAYER + compressor.suffix());
    }
}
