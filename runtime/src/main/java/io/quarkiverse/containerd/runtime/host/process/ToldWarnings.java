package io.quarkiverse.containerd.runtime.host.process;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.logs.ParsedLine;

/**
 * The warnings and errors that containerd's latest starts have logged, so that a start that fails again and again does not
 * repeat them each time. After an hour they are news again. Thread-safe.
 */
public final class ToldWarnings {

    private static final int CAPACITY = 500;
    private static final long KEPT_NANOS = Duration.ofHours(1).toNanos();
    /** What differs between two lines that say the same, such as a pid or a time. */
    private static final Pattern NUMBERS = Pattern.compile("\\d+");

    private final LongSupplier nanoTime;
    private final Map<String, Long> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > CAPACITY;
        }
    };

    /** Makes an empty memory on the system's monotonic clock. */
    public ToldWarnings() {
        this(System::nanoTime);
    }

    ToldWarnings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether no line that says the same has been asked about within an hour. */
    synchronized boolean isNews(ParsedLine line) {
        String text = NUMBERS.matcher(line.message() + ' ' + line.fields().getOrDefault("error", "")).replaceAll("#");
        Long before = told.get(text);
        long now = nanoTime.getAsLong();
        if (before != null && now - before < KEPT_NANOS) {
            return false;
        }
        told.put(text, now);
        return true;
    }
}
