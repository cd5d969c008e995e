package io.quarkiverse.containerd.client;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Blobs for tests. */
final class TestBlobs {

    private static final AtomicLong SEQUENCE = new AtomicLong();

    private TestBlobs() {
    }

    static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Digest digest(byte[] bytes) {
        try {
            return Digest.ofHex(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static BlobUpload.Source source(byte[] bytes) {
        return (position, target) -> target.put(bytes, (int) position, target.remaining());
    }

    static BlobUpload upload(byte[] bytes, Map<String, String> labels) {
        Digest digest = digest(bytes);
        return new BlobUpload("test-" + SEQUENCE.incrementAndGet() + "-" + digest, digest, bytes.length, labels,
                source(bytes));
    }
}
