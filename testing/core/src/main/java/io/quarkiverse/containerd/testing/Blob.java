package io.quarkiverse.containerd.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Content of an image: a layer, a configuration, a manifest or an index.
 *
 * @param digest its digest, such as {@code sha256:…}
 * @param size its bytes
 * @param body writes it
 */
public record Blob(String digest, long size, Tar.Body body) {

    /** A blob in memory. */
    public static Blob of(byte[] bytes) {
        return new Blob(digest(bytes), bytes.length, target -> target.write(bytes));
    }

    /**
     * A blob in a file.
     *
     * @param digest the digest of the file
     */
    static Blob of(Path file, MessageDigest digest) throws IOException {
        return new Blob(digest(digest), Files.size(file), target -> Files.copy(file, target));
    }

    /** The digest of bytes, such as {@code sha256:…}. */
    public static String digest(byte[] bytes) {
        MessageDigest sha256 = sha256();
        sha256.update(bytes);
        return digest(sha256);
    }

    static String digest(MessageDigest sha256) {
        return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The name of its file in an OCI image layout. */
    public String name() {
        return "blobs/sha256/" + digest.substring("sha256:".length());
    }

    /** Its descriptor as JSON. */
    public String descriptor(String mediaType, String... members) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + size
                + String.join("", Arrays.stream(members).map(member -> "," + member).toList()) + "}";
    }

    /** Returns this blob with one bit flipped, under the digest that it had. */
    public Blob falsified() {
        return new Blob(digest, size, target -> {
            byte[] bytes = bytes();
            bytes[bytes.length / 2] ^= 1;
            target.write(bytes);
        });
    }

    /** All of its bytes. */
    public byte[] bytes() {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try {
            writeTo(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target.toByteArray();
    }

    /** Writes its bytes. */
    public void writeTo(OutputStream target) throws IOException {
        body.writeTo(target);
    }
}
