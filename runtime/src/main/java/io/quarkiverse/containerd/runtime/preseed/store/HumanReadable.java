package io.quarkiverse.containerd.runtime.preseed.store;

import java.time.Duration;
import java.util.Locale;

/** Formats amounts for people. */
public final class HumanReadable {

    private static final String[] UNITS = { "kB", "MB", "GB", "TB", "PB" };

    private HumanReadable() {
    }

    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double amount = bytes / 1000.0;
        int unit = 0;
        while (amount >= 999.95 && unit < UNITS.length - 1) {
            amount /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }

    public static String duration(Duration duration) {
        return duration.toMillis() < 10_000 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
    }

    public static String count(int number, String singular) {
        return number == 1 ? "1 " + singular : number + " " + singular + "s";
    }
}
