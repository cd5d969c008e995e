package io.quarkiverse.containerd.runtime.disk;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The disk of a directory: what is free there, apart from a reserve for others and from what has been claimed and is not
 * written yet. Amounts are bytes. Safe for use by several threads; no lock is held while the disk is looked at.
 */
public final class Disk {

    /** The key that sets the reserve. */
    public static final String KEY = "quarkus.containerd.preseed.disk-reserve";
    /** The least reserve: containerd's own database needs it. */
    private static final long LEAST = 32L << 20;
    private static final int PERCENT = 100;

    private final Path directory;
    private final int reserve;
    private final Disks.Meter meter;
    private final AtomicLong claimed;

    /**
     * @param reserve percentage that stays free
     * @param claimed what has been claimed of the disk, by whomever
     */
    Disk(Path directory, int reserve, Disks.Meter meter, AtomicLong claimed) {
        this.directory = directory;
        this.reserve = reserve;
        this.meter = meter;
        this.claimed = claimed;
    }

    /** Returns the directory by which the disk is known. */
    public Path directory() {
        return directory;
    }

    /** Whether it is the disk of another directory, too. */
    public boolean isThatOf(Disk other) {
        return claimed == other.claimed;
    }

    /** Returns what stays free for others. */
    public long reserve() {
        return Math.max(LEAST, meter.size(directory) / PERCENT * reserve);
    }

    /** Returns what is free, the reserve aside, and neither claimed. */
    public long free() {
        return look().free();
    }

    /** Looks at what is free. */
    public Look look() {
        long others = claimed.get();
        return new Look(Math.max(0, meter.free(directory) - reserve() - others), others);
    }

    /**
     * Claims bytes if as many are free, and otherwise nothing: what is claimed for a moment only would keep others out.
     *
     * @return what was free before; fewer than the bytes if nothing was claimed
     */
    public long claim(long bytes) {
        while (true) {
            Look look = look();
            if (look.free() < bytes || claim(bytes, look)) {
                return look.free();
            }
        }
    }

    /**
     * Claims bytes of those that were free at a look. The disk is not looked at again, so that this may be called under a lock.
     *
     * @return whether they are claimed; if not, something was claimed or released since the look
     */
    public boolean claim(long bytes, Look look) {
        return claimed.compareAndSet(look.claimed(), look.claimed() + bytes);
    }

    /** Releases bytes that were claimed: because they are written, so that the disk itself counts them, or are not needed. */
    public void release(long bytes) {
        claimed.addAndGet(-bytes);
    }

    /** Whether less is free than is to stay free. */
    public boolean isLow() {
        return meter.free(directory) < reserve();
    }

    /** Returns what is free altogether. */
    public long freeAltogether() {
        return meter.free(directory);
    }

    /**
     * What was seen of a disk at one moment.
     *
     * @param free bytes that were free, the reserve aside, and not claimed
     * @param claimed bytes that were claimed
     */
    public record Look(long free, long claimed) {
    }
}
