package io.quarkiverse.containerd.runtime.logs;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.quarkiverse.containerd.logs.LogEntry;

/**
 * The newest entries of one DN, as bytes in chunks that are used again: a flood goes through the same memory, however long it
 * lasts. As objects, entries would live as long as thousands of further ones, and so get old before they are dropped, and a
 * serial collector may leave old objects until the heap is full.
 */
final class EntryLog {

    private static final int SMALLEST_CHUNK = 256;
    private static final int LARGEST_CHUNK = 64 * 1024;
    /** The empty chunks that are kept, as the entries take now more of them and now fewer. */
    private static final int MOST_SPARES = 4;

    private final String dn;
    private final int mostEntries;
    private final long mostBytes;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>(1);
    /** Those of the entries that have one, in order. */
    private final ArrayDeque<Throwable> thrown = new ArrayDeque<>(1);
    private final ArrayDeque<Chunk> spares = new ArrayDeque<>(1);
    private int entries;
    private long bytes;

    /**
     * @param mostEntries the number of entries that are kept
     * @param mostBytes what the entries take at most, unless there is one alone
     */
    EntryLog(String dn, int mostEntries, long mostBytes) {
        this.dn = dn;
        this.mostEntries = mostEntries;
        this.mostBytes = mostBytes;
    }

    /** Adds an entry, and returns the number of those that were dropped for it. */
    int add(LogEntry entry) {
        ByteBuffer packed = PackedEntry.pack(entry);
        int length = packed.remaining();
        // what may fail for want of memory comes first
        Chunk chunk = chunkFor(length);
        if (entry.thrown() != null) {
            thrown.addLast(entry.thrown());
        }
        chunk.free.put(packed);
        entries++;
        bytes += length;
        int dropped = 0;
        while (entries > mostEntries || bytes > mostBytes && entries > 1) {
            dropOldest();
            dropped++;
        }
        return dropped;
    }

    private Chunk chunkFor(int length) {
        Chunk last = chunks.peekLast();
        if (last == null || last.free.remaining() < length) {
            last = chunkAfter(last, length);
            chunks.addLast(last);
        }
        return last;
    }

    /** Returns a chunk that is large enough; few entries need little memory. */
    private Chunk chunkAfter(Chunk last, int length) {
        if (!spares.isEmpty() && length <= LARGEST_CHUNK) {
            return spares.removeLast();
        }
        int size = last == null ? SMALLEST_CHUNK : Math.min(2 * last.free.capacity(), LARGEST_CHUNK);
        return new Chunk(ByteBuffer.allocate(Math.max(size, length)));
    }

    private void dropOldest() {
        while (chunks.getFirst().isEmpty()) {
            keep(chunks.removeFirst());
        }
        Chunk first = chunks.getFirst();
        int length = PackedEntry.length(first.free, first.start);
        if (PackedEntry.hasThrown(first.free, first.start)) {
            thrown.removeFirst();
        }
        first.start += length;
        bytes -= length;
        entries--;
    }

    private void keep(Chunk empty) {
        if (empty.free.capacity() == LARGEST_CHUNK && spares.size() < MOST_SPARES) {
            empty.clear();
            spares.addLast(empty);
        }
    }

    /** Returns a copy, whose entries are made when it is read. */
    Copy copy() {
        List<ByteBuffer> copies = new ArrayList<>(chunks.size());
        for (Chunk chunk : chunks) {
            copies.add(chunk.copy());
        }
        return new Copy(dn, copies, new ArrayDeque<>(thrown));
    }

    /** Entries at the time of the copy. It can be read once. */
    record Copy(String dn, List<ByteBuffer> chunks, ArrayDeque<Throwable> thrown) {

        /** Passes all entries on, oldest first. */
        void drainTo(Consumer<LogEntry> consumer) {
            for (ByteBuffer chunk : chunks) {
                while (chunk.hasRemaining()) {
                    consumer.accept(PackedEntry.unpack(chunk, dn, thrown::removeFirst));
                }
            }
        }
    }

    /** Entries one after the other, from the start to the position of what is free. */
    private static final class Chunk {

        private final ByteBuffer free;
        private int start;

        Chunk(ByteBuffer free) {
            this.free = free;
        }

        boolean isEmpty() {
            return start == free.position();
        }

        void clear() {
            start = 0;
            free.clear();
        }

        ByteBuffer copy() {
            byte[] used = new byte[free.position() - start];
            free.get(start, used);
            return ByteBuffer.wrap(used);
        }
    }
}
