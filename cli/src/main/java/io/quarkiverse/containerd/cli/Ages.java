package io.quarkiverse.containerd.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Times as people tell them, in one unit. */
final class Ages {

    private Ages() {
    }

    /** Returns the time since a moment. */
    static String ago(String at, Instant now) {
        return duration(Duration.between(instant(at, now), now));
    }

    /** Returns the time until a moment. */
    static String until(String at, Instant now) {
        return duration(Duration.between(now, instant(at, now)));
    }

    private static Instant instant(String at, Instant otherwise) {
        try {
            return Instant.parse(at);
        } catch (DateTimeParseException e) {
            return otherwise;
        }
    }

    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 86400 ? seconds / 3600 + " h" : seconds / 86400 + " days";
    }
}
