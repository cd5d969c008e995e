package io.quarkiverse.containerd.runtime.preseed.store;

import java.util.concurrent.atomic.LongAdder;

/** Counts what all loads have sent, those that are under way included. Safe for use by several threads. */
public final class SentTotal {

    private final LongAdder bytes = new LongAdder();
    private final LongAdder blobs = new LongAdder();

    void addBytes(long number) {
        bytes.add(number);
    }

    void addBlobs(long number) {
        blobs.add(number);
    }

    /** Returns the bytes that have been sent. */
    public long bytes() {
        return bytes.sum();
    }

    /** Returns the number of blobs that have been sent whole. */
    public long blobs() {
        return blobs.sum();
    }
}
