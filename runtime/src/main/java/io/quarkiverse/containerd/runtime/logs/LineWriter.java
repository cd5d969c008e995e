package io.quarkiverse.containerd.runtime.logs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.logs.ParsedLine;

/**
 * Splits raw UTF-8 bytes into lines and logs each.
 * <p>
 * A line ends at {@code \n}; one {@code \r} before it is dropped. The limit counts the bytes of a line as the program wrote
 * them,
 * before they are decoded: a longer line is cut there, at a character, and ends with a marker that tells its true length.
 * <p>
 * A line that continues the entry before it is appended to that entry, as a further line of its message. So an entry waits for
 * the next one, for {@link #flush()}, or for {@link #close()}. An entry that would grow beyond the limit is logged, and a new
 * one
 * takes the rest: nothing is lost.
 */
final class LineWriter extends OutputStream {

    private final NodeLogger logger;
    private final LineParser parser;
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    // One more byte than the limit, for a \r that may turn out to belong to the line end.
    private byte[] buffer = new byte[256];
    private int buffered;
    private long lineLength;
    private byte lastByte;
    private boolean closed;

    private boolean pending;
    private Logger.Level pendingLevel = Logger.Level.INFO;
    private String pendingMessage;
    private StringBuilder pendingLines;
    private Map<String, String> pendingFields;

    LineWriter(NodeLogger logger, LineParser parser, int limit) {
        this.logger = logger;
        this.parser = Objects.requireNonNull(parser, "parser");
        this.limit = limit;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] { (byte) b }, 0, 1);
    }

    /**
     * Takes raw bytes.
     *
     * @throws IOException if the writer is closed
     */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        lock.lock();
        try {
            if (closed) {
                throw new IOException("The line writer of " + logger.dn() + " is closed");
            }
            int end = offset + length;
            int start = offset;
            for (int i = offset; i < end; i++) {
                if (bytes[i] == '\n') {
                    endLine(bytes, start, i);
                    start = i + 1;
                }
            }
            keep(bytes, start, end);
        } finally {
            lock.unlock();
        }
    }

    /** Logs the entry that waits for continuation lines. A line without its end keeps waiting. */
    @Override
    public void flush() {
        lock.lock();
        try {
            emit();
        } finally {
            lock.unlock();
        }
    }

    /** Logs what is left, also a line without its end. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (lineLength > 0) {
                endLine(buffer, 0, 0);
            }
            emit();
        } finally {
            lock.unlock();
        }
    }

    private void endLine(byte[] bytes, int start, int end) {
        if (lineLength == 0) {
            line(bytes, start, end - start, end - start, end > start ? bytes[end - 1] : 0);
        } else {
            keep(bytes, start, end);
            line(buffer, 0, buffered, lineLength, lastByte);
            buffered = 0;
            lineLength = 0;
        }
    }

    private void keep(byte[] bytes, int start, int end) {
        if (start == end) {
            return;
        }
        lineLength += end - start;
        lastByte = bytes[end - 1];
        int count = Math.min(end - start, limit + 1 - buffered);
        if (count > 0) {
            if (buffered + count > buffer.length) {
                int size = Math.min(limit + 1, Math.max(buffered + count, 2 * buffer.length));
                buffer = Arrays.copyOf(buffer, size);
            }
            System.arraycopy(bytes, start, buffer, buffered, count);
            buffered += count;
        }
    }

    private void line(byte[] bytes, int start, int available, long length, byte last) {
        long trueLength = last == '\r' ? length - 1 : length;
        if (trueLength <= limit) {
            parsed(parse(new String(bytes, start, (int) trueLength, StandardCharsets.UTF_8)));
        } else {
            int cut = characterBoundary(bytes, start, Math.min(limit, available));
            ParsedLine line = parse(new String(bytes, start, cut, StandardCharsets.UTF_8));
            parsed(new ParsedLine(line.level(), line.message() + " ... [cut, " + trueLength + " bytes]", line.fields(),
                    line.continuation()));
        }
    }

    private static int characterBoundary(byte[] bytes, int start, int length) {
        int cut = length;
        while (cut > 0 && cut > length - 4 && (bytes[start + cut] & 0xc0) == 0x80) {
            cut--;
        }
        return cut;
    }

    private ParsedLine parse(String line) {
        try {
            return parser.parse(line);
        } catch (RuntimeException e) {
            // Output must flow, whatever a parser makes of it.
            return new ParsedLine(Logger.Level.INFO, line, Map.of(), false);
        }
    }

    private void parsed(ParsedLine line) {
        if (line.continuation()) {
            resume(line);
        } else {
            emit();
            begin(line.level() == null ? Logger.Level.INFO : line.level(), line);
        }
    }

    private void resume(ParsedLine line) {
        Logger.Level level = line.level() == null ? pendingLevel : line.level();
        if (!pending) {
            begin(level, line);
            return;
        }
        int length = pendingLines == null ? pendingMessage.length() : pendingLines.length();
        if (length + 1 + line.message().length() > limit) {
            emit();
            begin(level, line);
            return;
        }
        if (pendingLines == null) {
            pendingLines = new StringBuilder(pendingMessage);
        }
        pendingLines.append('\n').append(line.message());
    }

    private void begin(Logger.Level level, ParsedLine line) {
        pending = true;
        pendingLevel = level;
        pendingMessage = line.message();
        pendingFields = line.fields();
    }

    private void emit() {
        if (pending) {
            logger.log(pendingLevel, pendingLines == null ? pendingMessage : pendingLines.toString(), pendingFields, null);
            pending = false;
            pendingLines = null;
            pendingMessage = null;
            pendingFields = null;
        }
    }
}
