package io.quarkiverse.containerd.runtime.archive.tar;

import java.util.Arrays;

import io.quarkiverse.containerd.runtime.oci.DocumentLimits;

/** The runs of stored bytes of a sparse file, as its headers list them. Their number is bounded while they are read. */
final class SparseRuns {

    private final int limit;
    private final int reported;
    private long[] numbers = new long[0];
    private int count;

    /**
     * @param limit maximum number of runs
     * @param reported the limit of the whole archive, for messages
     */
    SparseRuns(int limit, int reported) {
        this.limit = limit;
        this.reported = reported;
    }

    /**
     * Adds the position of a run or, after that, its length.
     *
     * @throws IllegalArgumentException if there are too many runs
     */
    void add(long number) {
        if (count / 2 >= limit) {
            throw new IllegalArgumentException(
                    "the sparse files have more than " + reported + " runs" + DocumentLimits.key("entries"));
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(16, 2 * count));
        }
        numbers[count++] = number;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /**
     * Returns the number of runs.
     *
     * @throws IllegalArgumentException if a length is missing
     */
    int size() {
        if (count % 2 != 0) {
            throw new IllegalArgumentException("the map of the sparse file is inconsistent");
        }
        return count / 2;
    }

    /** Returns the position of a run in the file. */
    long position(int run) {
        return numbers[2 * run];
    }

    /** Returns the length of a run. */
    long length(int run) {
        return numbers[2 * run + 1];
    }
}
