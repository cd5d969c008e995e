package io.quarkiverse.containerd.benchmark;

import java.util.Locale;

/** Formats numbers for the report. */
final class NumberFormats {

    private NumberFormats() {
    }

    /** Formats seconds with at most three significant digits. */
    static String seconds(double seconds) {
        return decimal(seconds, seconds < 0.1 ? 3 : seconds < 10 ? 2 : 1);
    }

    /** Formats a number with at least two significant digits. */
    static String significant(double value) {
        return decimal(value, value == 0 || value >= 10 ? 0 : value >= 1 ? 1 : value >= 0.1 ? 2 : 3);
    }

    static String times(double ratio) {
        return decimal(ratio, ratio < 10 ? 1 : 0);
    }

    static String megabytes(double bytes) {
        return decimal(bytes / 1e6, 0);
    }

    private static String decimal(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
