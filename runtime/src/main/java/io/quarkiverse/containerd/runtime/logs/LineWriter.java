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
 * A line ends at {@code \n}; one {@code \r} before it is dropped. The limit applies to the bytes of a line before decoding. A
 * longer line is cut there, at a character boundary, and gets a marker with its true length.
 * <p>
 * A line that continues the entry before it becomes a further line of that entry's message. Therefore an entry waits for the
 * next one, for {@link #flush()} or for {@link #close()}. When an entry would exceed the limit it is logged, and the rest goes
 * into a new one: nothing is lost.
 */
final class LineWriter extends OutputStream {

    /** The characters that tell of a cut, at most. */
    static final int LONGEST_MARKER = 64;

    private final NodeLogger logger;
    private final LineParser parser;
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    // one byte more than the limit, for a \r that may turn out to belong to the line end
    private byte[] buffer = new byte[256];
    private int buffered;
    private long lineLength;
    private byte lastByte;
    /** The bits that any byte of the line has; negative if one is not ASCII. */
    private int lineBits;
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
     * Logs the lines that end within the bytes, and keeps the rest.
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
                byte b = bytes[i];
                lineBits |= b;
                if (b == '\n') {
                    endLine(bytes, start, i);
                    start = i + 1;
                }
            }
            buffer(bytes, start, end);
        } finally {
            lock.unlock();
        }
    }

    /** Logs the entry that waits for continuation lines. A line without its end stays in the buffer. */
    @Override
    public void flush() {
        lock.lock();
        try {
            logPending();
        } finally {
            lock.unlock();
        }
    }

    /** Logs what is left, including a line without its end. */
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
            logPending();
        } finally {
            lock.unlock();
        }
    }

    private void endLine(byte[] bytes, int start, int end) {
        if (lineLength == 0) {
            logLine(bytes, start, end - start, end - start, end > start ? bytes[end - 1] : 0);
        } else {
            buffer(bytes, start, end);
            logLine(buffer, 0, buffered, lineLength, lastByte);
            buffered = 0;
            lineLength = 0;
        }
        lineBits = 0;
    }

    private void buffer(byte[] bytes, int start, int end) {
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

    private void logLine(byte[] bytes, int start, int available, long length, byte last) {
        long trueLength = last == '\r' ? length - 1 : length;
        if (trueLength <= limit) {
            append(parse(text(bytes, start, (int) trueLength)));
        } else {
            int cut = characterBoundary(bytes, start, Math.min(limit, available));
            ParsedLine line = parse(text(bytes, start, cut));
            append(new ParsedLine(line.level(), line.message() + " ... [cut, " + trueLength + " bytes]", line.fields(),
                    line.continuation()));
        }
    }

    /** Decodes UTF-8. ASCII, which most lines are, need not be looked at again and is copied. */
    private String text(byte[] bytes, int start, int length) {
        return new String(bytes, start, length, lineBits >= 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
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
        } catch (RuntimeException | Error e) {
            // output must not stop because a parser fails
            return new ParsedLine(Logger.Level.INFO, line, Map.of(), false);
        }
    }

    private void append(ParsedLine line) {
        if (line.continuation()) {
            continueEntry(line);
        } else {
            logPending();
            startEntry(line.level() == null ? Logger.Level.INFO : line.level(), line);
        }
    }

    private void continueEntry(ParsedLine line) {
        Logger.Level level = line.level() == null ? pendingLevel : line.level();
        if (!pending) {
            startEntry(level, line);
            return;
        }
        int length = pendingLines == null ? pendingMessage.length() : pendingLines.length();
        if (length + 1 + line.message().length() > limit) {
            logPending();
            startEntry(level, line);
            return;
        }
        if (pendingLines == null) {
            pendingLines = new StringBuilder(pendingMessage);
        }
        pendingLines.append('\n').append(line.message());
    }

    private void startEntry(Logger.Level level, ParsedLine line) {
        pending = true;
        pendingLevel = level;
        pendingMessage = line.message();
        pendingFields = line.fields();
    }

    private void logPending() {
        if (pending) {
            logger.log(pendingLevel, pendingLines == null ? pendingMessage : pendingLines.toString(), pendingFields, null);
            pending = false;
            pendingLines = null;
            pendingMessage = null;
            pendingFields = null;
        }
    }
}
