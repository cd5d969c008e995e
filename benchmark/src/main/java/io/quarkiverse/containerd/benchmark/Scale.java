package io.quarkiverse.containerd.benchmark;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Maps values to a length.
 *
 * @param from the value at the start
 * @param to the value at the end
 * @param logarithmic whether equal lengths are equal factors instead of equal differences
 */
record Scale(double from, double to, boolean logarithmic) {

    private static final int MOST_TICKS = 8;

    /** Returns a scale from 0 to a round value that is not below the largest. */
    static Scale linear(double largest) {
        double step = step(largest);
        return new Scale(0, Math.ceil(largest / step) * step, false);
    }

    /** Returns a scale from 1 to a power of ten that is not below the largest. */
    static Scale logarithmic(double largest) {
        return new Scale(1, Math.pow(10, Math.max(1, Math.ceil(Math.log10(largest)))), true);
    }

    /** Returns the position of a value, 0 to 1. */
    double position(double value) {
        double within = Math.min(to, Math.max(from, value));
        return logarithmic ? Math.log(within / from) / Math.log(to / from) : (within - from) / (to - from);
    }

    /** Returns the values to label. */
    List<Double> ticks() {
        if (logarithmic) {
            return IntStream.rangeClosed(0, (int) Math.round(Math.log10(to))).mapToObj(power -> Math.pow(10, power)).toList();
        }
        double step = step(to);
        return DoubleStream.iterate(0, tick -> tick <= to + step / 2, tick -> tick + step).boxed().toList();
    }

    private static double step(double largest) {
        double step = 1;
        while (largest / step > MOST_TICKS) {
            step *= largest / step > 2 * MOST_TICKS ? 5 : 2;
        }
        return step;
    }
}
