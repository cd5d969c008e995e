package io.quarkiverse.containerd.runtime.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.logs.LogEntry;

/**
 * The bytes of an entry: their number, sequence, time, level, whether there is a throwable, the number of fields, then message,
 * names and values, each after its length. They have neither the DN nor the throwable. Text of the journal has been made
 * visible, and so has no character that UTF-8 does not know.
 */
final class PackedEntry {

    private static final int LENGTH = Integer.BYTES;
    private static final int HEADER = LENGTH + 2 * Long.BYTES + Integer.BYTES + 2 + Integer.BYTES;
    private static final Logger.Level[] LEVELS = Logger.Level.values();

    private PackedEntry() {
    }

    static ByteBuffer pack(LogEntry entry) {
        byte[][] texts = texts(entry);
        int length = HEADER + LENGTH * texts.length;
        for (byte[] text : texts) {
            length += text.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).putInt(length)
                .putLong(entry.sequence()).putLong(entry.at().getEpochSecond()).putInt(entry.at().getNano())
                .put((byte) entry.level().ordinal()).put((byte) (entry.thrown() == null ? 0 : 1))
                .putInt(entry.fields().size());
        for (byte[] text : texts) {
            bytes.putInt(text.length).put(text);
        }
        return bytes.flip();
    }

    private static byte[][] texts(LogEntry entry) {
        byte[][] texts = new byte[1 + 2 * entry.fields().size()][];
        texts[0] = entry.message().getBytes(UTF_8);
        int next = 1;
        for (Map.Entry<String, String> field : entry.fields().entrySet()) {
            texts[next++] = field.getKey().getBytes(UTF_8);
            texts[next++] = field.getValue().getBytes(UTF_8);
        }
        return texts;
    }

    /** Returns the number of bytes of the entry that begins at an index. */
    static int length(ByteBuffer bytes, int index) {
        return bytes.getInt(index);
    }

    /** Whether the entry that begins at an index has a throwable. */
    static boolean hasThrown(ByteBuffer bytes, int index) {
        return bytes.get(index + HEADER - Integer.BYTES - 1) != 0;
    }

    /**
     * Reads the entry at the position.
     *
     * @param thrown gives the throwable, if the entry has one
     */
    static LogEntry unpack(ByteBuffer bytes, String dn, Supplier<Throwable> thrown) {
        bytes.getInt();
        long sequence = bytes.getLong();
        Instant at = Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
        Logger.Level level = LEVELS[bytes.get()];
        boolean hasThrown = bytes.get() != 0;
        int fields = bytes.getInt();
        String message = text(bytes);
        return new LogEntry(sequence, at, dn, level, message, fields(bytes, fields), hasThrown ? thrown.get() : null);
    }

    private static Map<String, String> fields(ByteBuffer bytes, int number) {
        if (number == 0) {
            return Map.of();
        }
        if (number == 2) {
            return LineFields.of(text(bytes), text(bytes), text(bytes), text(bytes));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < number; i++) {
            fields.put(text(bytes), text(bytes));
        }
        return Collections.unmodifiableMap(fields);
    }

    private static String text(ByteBuffer bytes) {
        int length = bytes.getInt();
        String text = new String(bytes.array(), bytes.arrayOffset() + bytes.position(), length, UTF_8);
        bytes.position(bytes.position() + length);
        return text;
    }
}
