package io.quarkiverse.containerd.runtime.pump;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

import io.quarkiverse.containerd.logs.LineParser;

/** Counts what pumps have read, over all their runs. Safe for use by several threads. */
public final class PumpCounters {

    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /** Returns the number of lines. */
    public long lines() {
        return lines.get();
    }

    /** Returns the number of bytes. */
    public long bytes() {
        return bytes.get();
    }

    LineParser counting(LineParser parser) {
        return line -> {
            lines.incrementAndGet();
            return parser.parse(line);
        };
    }

    OutputStream counting(OutputStream stream) {
        return new FilterOutputStream(stream) {
            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                bytes.addAndGet(length);
                out.write(buffer, offset, length);
            }
        };
    }
}
