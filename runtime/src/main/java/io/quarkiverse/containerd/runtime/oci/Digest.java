package io.quarkiverse.containerd.runtime.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A digest as the OCI image specification writes it, {@code sha256:<64 hexadecimal digits>}. containerd's store knows sha256
 * only, so this does too.
 */
public record Digest(String value) implements Comparable<Digest> {

    private static final Pattern SHA256 = Pattern.compile("sha256:[0-9a-f]{64}");

    /** @throws IllegalArgumentException if the value is not a sha256 digest */
    public Digest {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a sha256 digest: " + value);
        }
    }

    /** The digest of these 64 hexadecimal digits. */
    public static Digest ofHex(String hex) {
        return new Digest("sha256:" + hex);
    }

    /** Whether this is a sha256 digest. */
    public static boolean isValid(String value) {
        return SHA256.matcher(value).matches();
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] bytes) {
        MessageDigest sha256 = sha256();
        sha256.update(bytes);
        return of(sha256);
    }

    /** The digest of what has been fed to a {@link #sha256()}, which is reset. */
    public static Digest of(MessageDigest sha256) {
        return ofHex(HexFormat.of().formatHex(sha256.digest()));
    }

    /** A fresh sha256 computation. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The 64 hexadecimal digits. */
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
