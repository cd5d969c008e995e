package io.quarkiverse.containerd.runtime.metrics;

import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.runtime.daemon.ContainerdProbe;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkus.runtime.metrics.MetricsFactory;

/** The meters of containerd's process, which are NaN while there is none. */
@Singleton
class ProcessMetrics implements MeterBinder {

    private final Supplier<OptionalLong> containerd;
    private final ProcTable processes = new ProcTable();
    private final ProcessorTime processorTime = new ProcessorTime();

    @Inject
    ProcessMetrics(Provider<ContainerdProbe> containerd) {
        this(() -> containerd.get().pid());
    }

    /** @param containerd returns the identifier of containerd's process; empty while there is none */
    ProcessMetrics(Supplier<OptionalLong> containerd) {
        this.containerd = containerd;
    }

    @Override
    public void register(MetricsFactory factory) {
        gauge(factory, "memory.resident", "bytes", "Resident memory of containerd", processes::residentBytes);
        gauge(factory, "files.open", "files", "Open file descriptors of containerd", processes::openFileCount);
        gauge(factory, "files.max", "files", "File descriptors that containerd may have open", processes::mostOpenFiles);
        factory.builder("containerd.process.cpu").unit("seconds")
                .description("Processor time of containerd, over all its restarts").buildCounter(this::processorSeconds);
    }

    private Number processorSeconds() {
        OptionalLong pid = containerd.get();
        if (pid.isPresent()) {
            processes.stat(pid.getAsLong())
                    .ifPresent(stat -> processorTime.update(pid.getAsLong(), stat.processorTicks()));
        }
        return processorTime.seconds();
    }

    private void gauge(MetricsFactory factory, String name, String unit, String description,
            LongFunction<OptionalLong> value) {
        factory.builder("containerd.process." + name).unit(unit).description(description).buildGauge(() -> {
            OptionalLong pid = containerd.get();
            OptionalLong number = pid.isPresent() ? value.apply(pid.getAsLong()) : pid;
            return number.isPresent() ? (Number) number.getAsLong() : Double.NaN;
        });
    }
}
