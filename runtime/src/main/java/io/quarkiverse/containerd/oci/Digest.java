package io.quarkiverse.containerd.oci;

import java.util.regex.Pattern;

/**
 * A digest as the OCI image specification writes it, {@code sha256:<64 hexadecimal digits>}. containerd's store knows sha256
 * only, so this does too.
 */
public record Digest(String value) implements Comparable<Digest> {

    private static final Pattern SHA256 = Pattern.compile("sha256:[0-9a-f]{64}");

    /** @throws IllegalArgumentException if the value is not a sha256 digest */
    public Digest {
        if (!SHA256.matcher(value).matches()) {
            throw new IllegalArgumentException("not a sha256 digest: " + value);
        }
    }

    /** The digest of these 64 hexadecimal digits. */
    public static Digest ofHex(String hex) {
        return new Digest("sha256:" + hex);
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
