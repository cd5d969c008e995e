package io.quarkiverse.containerd.runtime.render.toml;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go's {@code time.ParseDuration} reads them and {@code Duration.String} writes them. */
public final class GoDuration {

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("0|(?:" + PART.pattern() + ")+");
    private static final Map<String, Long> NANOS = Map.of("ns", 1L, "us", 1_000L, "µs", 1_000L, "μs", 1_000L, "ms", 1_000_000L,
            "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);

    private GoDuration() {
    }

    /**
     * As Go writes it: {@code 5s}, {@code 1m30s}, {@code 4h0m0s}, {@code 1.5s}, {@code 100ms}, {@code 0s}; not for negative
     * ones.
     */
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            int nanos = duration.getNano();
            return nanos < 1_000 ? nanos + "ns" : nanos < 1_000_000 ? decimal(nanos, 3) + "µs" : decimal(nanos, 6) + "ms";
        }
        String seconds = decimal(duration.toSecondsPart() * 1_000_000_000L + duration.getNano(), 9) + "s";
        String minutes = duration.toMinutes() > 0 ? duration.toMinutesPart() + "m" : "";
        return (duration.toHours() > 0 ? duration.toHours() + "h" : "") + minutes + seconds;
    }

    private static String decimal(long number, int scale) {
        return BigDecimal.valueOf(number, scale).stripTrailingZeros().toPlainString();
    }

    /** The nanoseconds of a duration as Go reads it; empty if the text is not one. */
    public static Optional<BigDecimal> nanos(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal sum = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            sum = sum.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(NANOS.get(part.group(2)))));
        }
        return Optional.of(sum.stripTrailingZeros());
    }
}
