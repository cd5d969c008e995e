package io.quarkiverse.containerd.runtime.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes tar files byte by byte, also those that no sound tool writes. Everything but names and bodies is fixed. */
public final class TarWriter {

    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public TarWriter file(String name, byte[] body) {
        return entry('0', name, "", body);
    }

    public TarWriter file(String name, String body) {
        return file(name, body.getBytes(UTF_8));
    }

    public TarWriter directory(String name) {
        return entry('5', name, "", new byte[0]);
    }

    public TarWriter symlink(String name, String target) {
        return entry('2', name, target, new byte[0]);
    }

    public TarWriter hardLink(String name, String target) {
        return entry('1', name, target, new byte[0]);
    }

    public TarWriter gnuLongName(String name) {
        return entry('L', "././@LongLink", "", (name + "\0").getBytes(UTF_8));
    }

    public TarWriter gnuLongLink(String target) {
        return entry('K', "././@LongLink", "", (target + "\0").getBytes(UTF_8));
    }

    public TarWriter pax(Map<String, String> records) {
        return entry('x', "PaxHeaders/x", "", paxBody(records));
    }

    public TarWriter globalPax(Map<String, String> records) {
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

    public TarWriter entry(char type, String name, String link, byte[] body) {
        return header(type, name, link, body.length).raw(body).pad();
    }

    public TarWriter header(char type, String name, String link, long size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name, 100);
        put(header, 100, "0000644\0", 8);
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

    public TarWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public TarWriter raw(String bytes) {
        return raw(bytes.getBytes(ISO_8859_1));
    }

    public TarWriter pad() {
        return raw(new byte[(BLOCK - out.size() % BLOCK) % BLOCK]);
    }

    public TarWriter end() {
        return raw(new byte[2 * BLOCK]);
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    public Path write(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
