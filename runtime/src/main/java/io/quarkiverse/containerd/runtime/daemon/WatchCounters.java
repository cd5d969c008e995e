package io.quarkiverse.containerd.runtime.daemon;

import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.WatchReport;

/** The counters of the watch, which outlive its node. */
@Singleton
public class WatchCounters {

    private final AtomicLong missedAnswers = new AtomicLong();
    private final AtomicLong silenceRestarts = new AtomicLong();
    private final AtomicLong socketRestarts = new AtomicLong();

    void missedAnswer() {
        missedAnswers.incrementAndGet();
    }

    void silenceRestart() {
        silenceRestarts.incrementAndGet();
    }

    void socketRestart() {
        socketRestarts.incrementAndGet();
    }

    WatchReport report() {
        return new WatchReport(missedAnswers.get(), silenceRestarts.get(), socketRestarts.get());
    }
}
