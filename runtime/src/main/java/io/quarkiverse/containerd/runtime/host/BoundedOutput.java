package io.quarkiverse.containerd.runtime.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The output of a program to a stream, read by a thread of its own. Output beyond a limit is read and dropped. */
final class BoundedOutput {

    private final InputStream stream;
    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread reader;
    private boolean cut;

    private BoundedOutput(InputStream stream, int limit) {
        this.stream = stream;
        this.limit = limit;
        this.reader = new Thread(this::read, "command-output");
        reader.setDaemon(true);
    }

    /** Starts reading a stream. */
    static BoundedOutput read(InputStream stream, int limit) {
        BoundedOutput output = new BoundedOutput(stream, limit);
        output.reader.start();
        return output;
    }

    private void read() {
        byte[] buffer = new byte[8192];
        try (stream) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                keep(buffer, count);
            }
        } catch (IOException e) {
            // the program has been killed
        }
    }

    private synchronized void keep(byte[] buffer, int count) {
        int room = Math.min(count, limit - kept.size());
        kept.write(buffer, 0, room);
        cut |= room < count;
    }

    /** Waits, at most for a timeout, for the end of the stream, and returns what has been read. An interrupt ends the wait. */
    String await(Duration timeout) {
        try {
            reader.join(timeout.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }

    /** Whether there was more than the limit. */
    synchronized boolean isCut() {
        return cut;
    }
}
