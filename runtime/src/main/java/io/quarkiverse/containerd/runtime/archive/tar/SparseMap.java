package io.quarkiverse.containerd.runtime.archive.tar;

import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.runtime.archive.Extent;

/** Converts the map of a sparse tar entry into extents. */
final class SparseMap {

    private final List<Extent> extents = new ArrayList<>();
    private final long size;
    private final long start;
    private final long stored;
    private long position;
    private long consumed;

    /**
     * @param size size of the whole file in bytes
     * @param start position of the stored bytes in the archive
     * @param stored number of stored bytes
     */
    SparseMap(long size, long start, long stored) {
        this.size = size;
        this.start = start;
        this.stored = stored;
    }

    /** @throws IllegalArgumentException if the run overlaps an earlier one or exceeds the file or the stored bytes */
    void add(long runPosition, long length) {
        if (runPosition < position || length < 0 || runPosition > size || length > size - runPosition
                || length > stored - consumed) {
            throw new IllegalArgumentException("the map of the sparse file is inconsistent");
        }
        if (length > 0) {
            extents.add(new Extent(runPosition, start + consumed, length));
        }
        position = runPosition + length;
        consumed += length;
    }

    List<Extent> extents() {
        return List.copyOf(extents);
    }
}
