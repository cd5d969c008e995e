package io.quarkiverse.containerd.runtime.host.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.jboss.logging.Logger;

/**
 * Reads a stream of a process on a thread of its own and passes on what it reads. Whatever becomes of that, it reads on: a
 * process blocks once a pipe that nobody empties is full. While nobody wants the output it keeps some of it.
 */
final class OutputReader {

    private static final Logger LOG = Logger.getLogger(ChildProcess.class);
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int MOST_KEPT = 256 * 1024;

    private final InputStream stream;
    private final Thread thread;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private OutputStream sink;
    private boolean ended;
    private volatile long last = System.nanoTime();

    /** @param name the name of its thread */
    OutputReader(String name, InputStream stream) {
        this.stream = stream;
        this.thread = new Thread(this::read, name);
        thread.setDaemon(true);
        // the process may outlive the application that starts it
        thread.setContextClassLoader(OutputReader.class.getClassLoader());
    }

    void start() {
        thread.start();
    }

    /** Has the output passed on from now on, after what has been kept. */
    synchronized void attach(OutputStream newSink) {
        sink = newSink;
        pass(kept.toByteArray(), kept.size(), true);
        kept.reset();
        if (ended) {
            detach();
        }
    }

    /** Has the output kept from now on. */
    synchronized void detach() {
        if (sink != null) {
            try {
                sink.close();
            } catch (IOException | RuntimeException | Error e) {
                lost(e);
            }
            sink = null;
        }
    }

    /** Returns the time at which something was last read, as {@link System#nanoTime()} has it. */
    long last() {
        return last;
    }

    /** Waits for the end of the stream. */
    void join(long millis) throws InterruptedException {
        thread.join(millis);
    }

    private void read() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (stream) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                last = System.nanoTime();
                boolean drained = stream.available() == 0;
                synchronized (this) {
                    pass(buffer, count, drained);
                }
            }
        } catch (IOException e) {
            LOG.debugf("The output read by %s ends: %s", thread.getName(), e.getMessage());
        }
        synchronized (this) {
            ended = true;
            detach();
        }
    }

    private void pass(byte[] buffer, int count, boolean drained) {
        if (sink == null) {
            kept.write(buffer, 0, Math.min(count, MOST_KEPT - kept.size()));
            return;
        }
        try {
            sink.write(buffer, 0, count);
            if (drained) {
                sink.flush();
            }
        } catch (IOException | RuntimeException | Error e) {
            lost(e);
        }
    }

    private static void lost(Throwable e) {
        LOG.errorf(e, "The output of a process could not be logged");
    }
}
