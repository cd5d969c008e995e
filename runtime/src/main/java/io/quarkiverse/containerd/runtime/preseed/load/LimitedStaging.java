package io.quarkiverse.containerd.runtime.preseed.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

import io.quarkiverse.containerd.runtime.archive.StagedFile;
import io.quarkiverse.containerd.runtime.archive.Staging;

/** A staging within the limits of disk space and bandwidth. What does not fit is not staged. */
public final class LimitedStaging implements Staging {

    private final Supplier<Staging> staging;
    private final DiskSpace.Reservation reservation;
    private final RateLimiter rate;
    /** Null before the first file. */
    private Staging opened;

    /** @param staging is asked when the first file comes */
    public LimitedStaging(Supplier<Staging> staging, DiskSpace.Reservation reservation, RateLimiter rate) {
        this.staging = staging;
        this.reservation = reservation;
        this.rate = rate;
    }

    @Override
    public Optional<Entry> begin(long size) throws IOException {
        if (opened == null) {
            opened = staging.get();
        }
        if (!reservation.stage(size)) {
            return Optional.empty();
        }
        Optional<Entry> entry = opened.begin(size);
        if (entry.isEmpty()) {
            reservation.unstage(size);
        }
        return entry.map(file -> new LimitedEntry(file, size));
    }

    /** A file of which the bytes that are not written yet are reserved. */
    private final class LimitedEntry implements Entry {

        private final Entry entry;
        private long left;

        LimitedEntry(Entry entry, long size) {
            this.entry = entry;
            this.left = size;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            int length = bytes.remaining();
            rate.acquire(length);
            entry.write(bytes);
            left -= length;
            reservation.staged(length);
        }

        @Override
        public StagedFile finish() throws IOException {
            return entry.finish();
        }

        @Override
        public void close() throws IOException {
            reservation.unstage(left);
            entry.close();
        }
    }
}
