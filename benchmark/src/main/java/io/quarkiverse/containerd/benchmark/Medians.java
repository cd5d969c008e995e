package io.quarkiverse.containerd.benchmark;

import java.util.stream.DoubleStream;

/** Computes medians. */
final class Medians {

    private Medians() {
    }

    /** Returns the middle value, or the mean of the two in the middle. */
    static double of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
