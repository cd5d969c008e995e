package io.quarkiverse.containerd.client;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A digest in the form of the OCI image specification, {@code sha256:<64 hexadecimal digits>}. containerd's content store
 * computes no other.
 *
 * @param value the whole digest, including the algorithm
 */
public record Digest(String value) implements Comparable<Digest> {

    private static final Pattern SHA256 = Pattern.compile("sha256:[0-9a-f]{64}");

    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if it is not a sha256 digest
     */
    public Digest {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a sha256 digest: " + value);
        }
    }

    /** Returns the digest with these 64 hexadecimal digits. */
    public static Digest ofHex(String hex) {
        return new Digest("sha256:" + hex);
    }

    /** Whether the value is a sha256 digest. */
    public static boolean isValid(String value) {
        return SHA256.matcher(value).matches();
    }

    /** Computes the digest of these bytes. */
    public static Digest of(byte[] bytes) {
        MessageDigest sha256 = sha256();
        sha256.update(bytes);
        return of(sha256);
    }

    /** Returns the digest of the bytes that a {@link #sha256()} has been updated with, and resets it. */
    public static Digest of(MessageDigest sha256) {
        return ofHex(HexFormat.of().formatHex(sha256.digest()));
    }

    /** Returns a new SHA-256 computation. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the 64 hexadecimal digits. */
    public String hex() {
        return value.substring(7);
    }

    @Override
    public int compareTo(Digest other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
