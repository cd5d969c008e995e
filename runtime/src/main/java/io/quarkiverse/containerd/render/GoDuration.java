package io.quarkiverse.containerd.render;

import java.time.Duration;

/** Durations as Go's {@code time.ParseDuration} reads them. */
final class GoDuration {

    private GoDuration() {
    }

    /** For example {@code 5s}, {@code 1m30s}, {@code 100ms}, {@code 0s}; not for negative durations. */
    static String format(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        append(text, duration.getNano() / 1_000 % 1_000, "us");
        append(text, duration.getNano() % 1_000, "ns");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount != 0) {
            text.append(amount).append(unit);
        }
    }
}
