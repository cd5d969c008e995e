package io.quarkiverse.containerd.benchmark;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The boots of one kind, from the start of the first process until all images are there. */
record BootSeries(ContainerdVersion version, Workload workload, Temperature temperature, String kind,
        List<Measurement> boots) {

    double median(ToDoubleFunction<Measurement> value) {
        return Medians.of(boots.stream().mapToDouble(value));
    }
}
