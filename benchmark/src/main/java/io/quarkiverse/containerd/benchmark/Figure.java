package io.quarkiverse.containerd.benchmark;

import java.util.OptionalDouble;

/**
 * A figure, with what it is to be seen against.
 *
 * @param what what was measured
 * @param unit the unit of all its values
 * @param value the figure
 * @param beside the same of what it is compared with
 * @param limit the target: the least value of rates, else the largest
 * @param rate whether more is better
 */
record Figure(Subject subject, String what, String unit, double value, OptionalDouble beside, OptionalDouble limit,
        boolean rate) {

    /** A figure that is to be at least so large. */
    static Figure rate(Subject subject, String what, String unit, double value, OptionalDouble beside, double least) {
        return new Figure(subject, what, unit, value, beside, OptionalDouble.of(least), true);
    }

    /** A figure that is to be at most so large. */
    static Figure cost(Subject subject, String what, String unit, double value, OptionalDouble beside, double most) {
        return new Figure(subject, what, unit, value, beside, OptionalDouble.of(most), false);
    }

    /** A figure without a target. */
    static Figure shown(Subject subject, String what, String unit, double value) {
        return new Figure(subject, what, unit, value, OptionalDouble.empty(), OptionalDouble.empty(), false);
    }

    boolean targetReached() {
        return limit.isEmpty() || (rate ? value >= limit.getAsDouble() : value <= limit.getAsDouble());
    }
}
