package io.quarkiverse.containerd.runtime.metrics;

import java.util.function.Supplier;

import jakarta.inject.Provider;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.runtime.logs.LogCounters;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.pump.PumpCounters;
import io.quarkus.runtime.metrics.MetricsFactory;
import io.quarkus.runtime.metrics.MetricsFactory.MetricBuilder;

/** The meters of the journal, of its way into the application's log, and of gVisor's log. */
@Singleton
class LogMetrics implements MeterBinder {

    private final Provider<NodeDaemon> node;
    private final LogCounters journal;
    private final PumpCounters pump;

    LogMetrics(Provider<NodeDaemon> node, MemoryJournal journal, PumpCounters pump) {
        this.node = node;
        this.journal = journal.counters();
        this.pump = pump;
    }

    @Override
    public void register(MetricsFactory factory) {
        counter(factory.builder("containerd.logs.dropped"),
                "Log entries of the supervision tree that did not reach the application's log",
                () -> node.get().droppedLogEntries());
        counter(factory.builder("containerd.journal.evicted"), "Log entries that the journal dropped for newer ones",
                journal::evictedEntries);
        counter(factory.builder("containerd.journal.undelivered"),
                "Log entries that subscribers of the journal missed because they were too slow",
                journal::undeliveredEntries);
        counter(factory.builder("containerd.runsc.log.lines"), "Lines of gVisor's log that were read", pump::lines);
        counter(factory.builder("containerd.runsc.log.read").unit("bytes"), "Bytes of gVisor's log that were read",
                pump::bytes);
        counter(factory.builder("containerd.runsc.log.suppressed"),
                "Lines of gVisor's log that were left out of the application's log, because one process logged too many",
                journal::leftOutLines);
    }

    private static void counter(MetricBuilder meter, String description, Supplier<Number> value) {
        meter.description(description).buildCounter(value);
    }
}
