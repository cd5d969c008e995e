package io.quarkiverse.containerd.runtime.schedule;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.scheduler.common.runtime.util.SchedulerUtils;

/** The value of {@code quarkus.containerd.preseed.rescan}: a period, a cron expression or off. */
final class RescanSchedule {

    static final String KEY = "quarkus.containerd.preseed.rescan";

    private final String text;

    RescanSchedule(String text) {
        this.text = text.strip();
    }

    boolean isOff() {
        return SchedulerUtils.isOff(text);
    }

    /** Returns the period; empty if the value is none, and may be a cron expression. */
    Optional<Duration> period() {
        try {
            return Optional.ofNullable(DurationConverter.parseDuration(text))
                    .filter(period -> !period.isNegative() && !period.isZero());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the value is to be a cron expression, and needs the scheduler. */
    boolean isByClock() {
        return !isOff() && period().isEmpty();
    }

    @Override
    public String toString() {
        return text;
    }
}
