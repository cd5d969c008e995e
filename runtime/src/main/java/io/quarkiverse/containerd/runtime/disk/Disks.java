package io.quarkiverse.containerd.runtime.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The disks that this process fills. Whoever writes to the same disk shares one account of what has been claimed there. Safe
 * for use by several threads.
 */
public final class Disks {

    private final int reserve;
    private final Meter meter;
    private final ConcurrentMap<Object, AtomicLong> claims = new ConcurrentHashMap<>();

    /** @param reserve percentage of each disk that stays free */
    public Disks(int reserve) {
        this(reserve, new FileSystemMeter());
    }

    /**
     * @param reserve percentage of each disk that stays free
     * @param meter measures disks
     */
    public Disks(int reserve, Meter meter) {
        this.reserve = reserve;
        this.meter = meter;
    }

    /** Measures the disks of directories, in bytes. */
    public interface Meter {

        /** Returns the bytes that are free for this process. */
        long free(Path directory);

        /** Returns the size. */
        long size(Path directory);

        /** Returns what identifies the disk. */
        Object id(Path directory);
    }

    /** Returns the disk of a directory, which exists. */
    public Disk of(Path directory) {
        return new Disk(directory, reserve, meter, claims.computeIfAbsent(meter.id(directory), id -> new AtomicLong()));
    }

    /** Asks the kernel. {@link java.nio.file.FileStore} would look for the mount point, which may be hidden in a container. */
    private static final class FileSystemMeter implements Meter {

        @Override
        public long free(Path directory) {
            return directory.toFile().getUsableSpace();
        }

        @Override
        public long size(Path directory) {
            return directory.toFile().getTotalSpace();
        }

        @Override
        public Object id(Path directory) {
            try {
                return Files.getAttribute(directory, "unix:dev");
            } catch (IOException | UnsupportedOperationException e) {
                return directory;
            }
        }
    }
}
