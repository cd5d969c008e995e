package io.quarkiverse.containerd.runtime.archive.compression;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.IdentityHashMap;
import java.util.Map;

import org.tukaani.xz.ArrayCache;

/** The arrays of one xz decoder, whose dictionary differs from block to block: large ones are within a budget. */
final class XzArrays extends ArrayCache implements Closeable {

    /** What is smaller is no dictionary. */
    private static final int LARGE = 128 * 1024;

    private final WindowBudget budget;
    private final Map<byte[], WindowBudget.Claim> claims = new IdentityHashMap<>();

    XzArrays(WindowBudget budget) {
        this.budget = budget;
    }

    /** @throws UncheckedIOException if the thread is interrupted while it waits for memory */
    @Override
    public byte[] getByteArray(int size, boolean fillWithZeros) {
        if (size < LARGE) {
            return new byte[size];
        }
        try {
            WindowBudget.Claim claim = budget.claim(size);
            try {
                byte[] array = new byte[size];
                claims.put(array, claim);
                return array;
            } catch (OutOfMemoryError e) {
                claim.close();
                throw e;
            }
        } catch (ClosedByInterruptException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void putArray(byte[] array) {
        WindowBudget.Claim claim = claims.remove(array);
        if (claim != null) {
            claim.close();
        }
    }

    @Override
    public void close() throws IOException {
        claims.values().forEach(WindowBudget.Claim::close);
        claims.clear();
    }
}
