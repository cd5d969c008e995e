package io.quarkiverse.containerd.benchmark;

import java.util.List;
import java.util.Locale;

/** Every round as a line of comma-separated values. */
final class CsvReport {

    private CsvReport() {
    }

    static String of(BenchmarkResults results) {
        StringBuilder text = new StringBuilder(
                "kind,workload,containerd,start,who,round,wall_s,client_cpu_s,daemon_cpu_s,memory_bytes\n");
        for (Comparison comparison : results.comparisons()) {
            String of = "import,%s,%s,%s".formatted(comparison.workload().id(), comparison.version().label(),
                    comparison.temperature().label());
            append(text, of + ",ctr", comparison.ctr());
            append(text, of + ",preseed", comparison.preseed());
            append(text, of + ",sent", comparison.sent());
        }
        for (BootSeries series : results.boots()) {
            append(text, "boot,%s,%s,%s,\"%s\"".formatted(series.workload().id(), series.version().label(),
                    series.temperature().label(), series.kind()), series.boots());
        }
        results.figures().forEach(figure -> text.append(String.format(Locale.ROOT, "figure,%s,,,\"%s, %s\",1,%.4f,,,%n",
                figure.subject().id(), figure.what(), figure.unit(), figure.value())));
        return text.toString();
    }

    private static void append(StringBuilder text, String of, List<Measurement> measurements) {
        for (int round = 0; round < measurements.size(); round++) {
            Measurement measurement = measurements.get(round);
            text.append(String.format(Locale.ROOT, "%s,%d,%.4f,%.4f,%.4f,%d%n", of, round + 1, measurement.seconds(),
                    measurement.clientCpuSeconds(), measurement.daemonCpuSeconds(), measurement.memory()));
        }
    }
}
