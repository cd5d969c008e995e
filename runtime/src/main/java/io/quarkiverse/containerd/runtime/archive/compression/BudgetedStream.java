package io.quarkiverse.containerd.runtime.archive.compression;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A stream that gives its memory back when it is closed. */
final class BudgetedStream extends FilterInputStream {

    private final Closeable memory;

    BudgetedStream(InputStream plain, Closeable memory) {
        super(plain);
        this.memory = memory;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        try (memory) {
            super.close();
        }
    }
}
