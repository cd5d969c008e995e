package io.quarkiverse.containerd.runtime.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.PullReport;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.preseed.ArchiveLoad;
import io.quarkiverse.containerd.runtime.preseed.PreseedStatus;
import io.quarkiverse.containerd.runtime.preseed.store.SentTotal;
import io.quarkus.runtime.metrics.MetricsFactory;
import io.quarkus.runtime.metrics.MetricsFactory.TimeRecorder;

/** The meters of the preseed; none where no archives are loaded. */
@Singleton
class PreseedMetrics implements MeterBinder {

    private final ContainerdConfig config;
    private final Provider<NodeDaemon> node;
    private final SentTotal sent;
    private volatile Map<Outcome, TimeRecorder> loads = Map.of();

    /** The outcome of a load. */
    private enum Outcome {
        LOADED,
        PRESENT,
        FAILED;

        static Outcome of(ArchiveLoad load) {
            return load.failure().isPresent() ? FAILED : load.brought().isNothing() ? PRESENT : LOADED;
        }
    }

    PreseedMetrics(ContainerdConfig config, Provider<NodeDaemon> node, PreseedStatus status) {
        this.config = config;
        this.node = node;
        this.sent = status.sent();
    }

    @Override
    public void register(MetricsFactory factory) {
        if (!config.preseed().enabled()) {
            return;
        }
        Map<Outcome, TimeRecorder> timers = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            timers.put(outcome, factory.builder("containerd.preseed.load")
                    .description("Attempts to load an image archive")
                    .tag("outcome", lowerCase(outcome)).buildTimer());
        }
        loads = timers;
        factory.builder("containerd.preseed.sent").description("Bytes of blobs that were sent to containerd")
                .unit("bytes").buildCounter(sent::bytes);
        factory.builder("containerd.preseed.blobs").description("Blobs that were sent to containerd")
                .buildCounter(sent::blobs);
        registerStates(factory);
    }

    private void registerStates(MetricsFactory factory) {
        for (ArchiveReport.State state : ArchiveReport.State.values()) {
            factory.builder("containerd.preseed.archives")
                    .description("Image archives in the preseed directory by state").tag("state", lowerCase(state))
                    .buildGauge(() -> node.get().preseed().archives().stream()
                            .filter(archive -> archive.state() == state).count());
        }
        for (PullReport.State state : PullReport.State.values()) {
            factory.builder("containerd.preseed.listed.images")
                    .description("Images of image lists by state").tag("state", lowerCase(state))
                    .buildGauge(() -> node.get().preseed().lists().stream().flatMap(list -> list.images().stream())
                            .filter(image -> image.state() == state).count());
        }
    }

    void loaded(@Observes ArchiveLoad load) {
        TimeRecorder timer = loads.get(Outcome.of(load));
        if (timer != null) {
            timer.update(Duration.between(load.start(), load.end()));
        }
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
