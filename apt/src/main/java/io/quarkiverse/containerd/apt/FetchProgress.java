package io.quarkiverse.containerd.apt;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns apt's status lines into a line of progress per interval, and into none if apt ends before the first interval does. */
final class FetchProgress implements Consumer<String> {

    /** As apt writes it with APT::Status-Fd: {@code dlstatus:<item>:<percent>:<description>}. */
    private static final Pattern STATUS = Pattern.compile("dlstatus:[^:]*:(\\d+)(?:\\.\\d+)?:.*");

    private final String what;
    private final Duration interval;
    private final LongSupplier nanoTime;
    private final Consumer<String> report;
    private long lastReport;
    private int lastPercent;

    /**
     * @param what the beginning of each line, which names the download
     * @param interval the least time between two lines, and before the first
     * @param nanoTime the clock, in nanoseconds
     * @param report gets the lines
     */
    FetchProgress(String what, Duration interval, LongSupplier nanoTime, Consumer<String> report) {
        this.what = what;
        this.interval = interval;
        this.nanoTime = nanoTime;
        this.report = report;
        this.lastReport = nanoTime.getAsLong();
    }

    @Override
    public void accept(String line) {
        Matcher status = STATUS.matcher(line);
        if (!status.matches()) {
            return;
        }
        int percent = Integer.parseInt(status.group(1));
        long now = nanoTime.getAsLong();
        if (percent != lastPercent && now - lastReport >= interval.toNanos()) {
            report.accept(what + ": " + percent + " %");
            lastReport = now;
            lastPercent = percent;
        }
    }
}
