package io.quarkiverse.containerd.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A tar file that is written entry by entry, with entries of any type and headers that no sound tool writes. Everything that is
 * not given is fixed, so that equal calls make equal bytes.
 */
public final class Tar {

    private static final int BLOCK = 512;
    private static final int FILE_MODE = 0644;

    private final OutputStream out;
    private long position;

    /** A tar file in memory. */
    public Tar() {
        this(new ByteArrayOutputStream());
    }

    /** A tar file that goes to a stream, which stays the caller's. */
    public Tar(OutputStream out) {
        this.out = out;
    }

    /** The content of an entry. */
    @FunctionalInterface
    public interface Body {

        /** Writes all of it. */
        void writeTo(OutputStream target) throws IOException;
    }

    /** Adds a file. */
    public Tar file(String name, byte[] body) {
        return entry('0', name, "", body);
    }

    /** Adds a file with a text in UTF-8. */
    public Tar file(String name, String body) {
        return file(name, body.getBytes(UTF_8));
    }

    /** Adds an executable file. */
    public Tar program(String name, byte[] body) {
        return header('0', name, "", body.length, 0755).raw(body).pad();
    }

    /**
     * Adds a file that need not be in memory.
     *
     * @param size the bytes that the body writes
     */
    public Tar file(String name, long size, Body body) {
        header('0', name, "", size);
        try {
            body.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        position += size;
        return pad();
    }

    /** Adds a directory. */
    public Tar directory(String name) {
        return entry('5', name, "", new byte[0]);
    }

    /** Adds a symbolic link. */
    public Tar symlink(String name, String target) {
        return entry('2', name, target, new byte[0]);
    }

    /** Adds a hard link. */
    public Tar hardLink(String name, String target) {
        return entry('1', name, target, new byte[0]);
    }

    /** Gives the next entry a name, in GNU's format. */
    public Tar gnuLongName(String name) {
        return entry('L', "././@LongLink", "", (name + "\0").getBytes(UTF_8));
    }

    /** Gives the next entry the target of a link, in GNU's format. */
    public Tar gnuLongLink(String target) {
        return entry('K', "././@LongLink", "", (target + "\0").getBytes(UTF_8));
    }

    /** Gives the next entry PAX records. */
    public Tar pax(Map<String, String> records) {
        return entry('x', "PaxHeaders/x", "", paxBody(records));
    }

    /** Gives all further entries PAX records. */
    public Tar globalPax(Map<String, String> records) {
        return entry('g', "pax_global_header", "", paxBody(records));
    }

    private static byte[] paxBody(Map<String, String> records) {
        StringBuilder body = new StringBuilder();
        records.forEach((key, value) -> {
            String rest = " " + key + "=" + value + "\n";
            int restLength = rest.getBytes(UTF_8).length;
            int length = restLength + 1;
            while (length != restLength + Integer.toString(length).length()) {
                length = restLength + Integer.toString(length).length();
            }
            body.append(length).append(rest);
        });
        return body.toString().getBytes(UTF_8);
    }

    /** Adds a file that ends with 1024 zeros, which are left out by GNU's sparse format 1.0. */
    public Tar sparse(String name, byte[] body) {
        int stored = body.length - 1024;
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(Arrays.copyOf(("1\n0\n" + stored + "\n").getBytes(UTF_8), BLOCK));
        content.write(body, 0, stored);
        Map<String, String> records = new LinkedHashMap<>();
        records.put("GNU.sparse.major", "1");
        records.put("GNU.sparse.minor", "0");
        records.put("GNU.sparse.name", name);
        records.put("GNU.sparse.realsize", Integer.toString(body.length));
        return pax(records).entry('0', "GNUSparseFile.0/x", "", content.toByteArray());
    }

    /** Adds an entry of any type. */
    public Tar entry(char type, String name, String link, byte[] body) {
        return header(type, name, link, body.length).raw(body).pad();
    }

    /** Adds the header of an entry without its body. */
    public Tar header(char type, String name, String link, long size) {
        return header(type, name, link, size, FILE_MODE);
    }

    private Tar header(char type, String name, String link, long size, int mode) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name, 100);
        put(header, 100, String.format("%07o\0", mode), 8);
        put(header, 108, "0000000\0", 8);
        put(header, 116, "0000000\0", 8);
        size(header, size);
        put(header, 136, "00000000000\0", 12);
        header[156] = (byte) type;
        put(header, 157, link, 100);
        put(header, 257, "ustar\00000", 8);
        put(header, 148, "        ", 8);
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum), 8);
        return raw(header);
    }

    /** Octal, or base 256 for what does not fit. */
    private static void size(byte[] header, long size) {
        if (size < 1L << 33) {
            put(header, 124, String.format("%011o\0", size), 12);
            return;
        }
        header[124] = (byte) 0x80;
        for (int i = 0; i < 8; i++) {
            header[135 - i] = (byte) (size >> 8 * i);
        }
    }

    private static void put(byte[] header, int offset, String text, int width) {
        byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, header, offset, Math.min(width, bytes.length));
    }

    /** Adds bytes as they are. */
    public Tar raw(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        position += bytes.length;
        return this;
    }

    /** Adds a text in ISO 8859-1 as it is. */
    public Tar raw(String bytes) {
        return raw(bytes.getBytes(ISO_8859_1));
    }

    /** Fills the last block with zeros. */
    public Tar pad() {
        return raw(new byte[(int) ((BLOCK - position % BLOCK) % BLOCK)]);
    }

    /** Adds the two blocks of zeros that mark the end. */
    public Tar end() {
        return raw(new byte[2 * BLOCK]);
    }

    /** The bytes of a tar file in memory. */
    public byte[] bytes() {
        return ((ByteArrayOutputStream) out).toByteArray();
    }

    /** Writes a tar file in memory to a file. */
    public Path write(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
