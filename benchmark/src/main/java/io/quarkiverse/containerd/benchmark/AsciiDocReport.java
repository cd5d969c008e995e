package io.quarkiverse.containerd.benchmark;

import java.util.List;
import java.util.stream.Collectors;

/** The results as tables in AsciiDoc, to be included in a page. */
final class AsciiDocReport {

    private AsciiDocReport() {
    }

    static String of(BenchmarkResults results) {
        StringBuilder text = new StringBuilder();
        text.append("// written by the benchmark\n\n");
        text.append("Measured on ").append(results.machine()).append(", with containerd ")
                .append(results.containerds().values().stream().collect(Collectors.joining(", "))).append(", ")
                .append(results.rounds()).append(results.rounds() == 1 ? " round" : " rounds").append(".\n\n");
        text.append("""
                .Times faster than ctr; medians, with the target
                [cols="4,1,1,>1,>1,>1,>1",options="header"]
                |===
                |Workload |containerd |Start |ctr, s |Preseed, s |Times faster |Target

                """);
        results.comparisons().forEach(comparison -> text.append(faster(comparison)));
        text.append("|===\n\n");
        text.append("""
                .What it costs; medians
                [cols="4,1,1,>1,>1,>1,>1,>1,>1,>1",options="header"]
                |===
                |Workload |containerd |Start |CPU of ctr, s |CPU of the preseed, s |CPU of containerd with ctr, s \
                |CPU of containerd with the preseed, s |Memory of ctr, MB |Heap growth of the preseed, MB \
                |Write and sync alone, s

                """);
        results.comparisons().forEach(comparison -> text.append(costs(comparison)));
        text.append("|===\n");
        if (!results.boots().isEmpty()) {
            text.append(boots(results));
        }
        return text.toString();
    }

    private static String faster(Comparison comparison) {
        return row(comparison.workload().title(), comparison.version().label(), comparison.temperature().label(),
                Figures.seconds(comparison.ctrMedian(Measurement::seconds)),
                Figures.seconds(comparison.preseedMedian(Measurement::seconds)),
                comparison.targetReached() ? "*" + Figures.times(comparison.timesFaster()) + "*"
                        : Figures.times(comparison.timesFaster()),
                "≥ " + Figures.times(comparison.target()));
    }

    private static String costs(Comparison comparison) {
        return row(comparison.workload().title(), comparison.version().label(), comparison.temperature().label(),
                Figures.seconds(comparison.ctrMedian(Measurement::clientCpuSeconds)),
                Figures.seconds(comparison.preseedMedian(Measurement::clientCpuSeconds)),
                Figures.seconds(comparison.ctrMedian(Measurement::daemonCpuSeconds)),
                Figures.seconds(comparison.preseedMedian(Measurement::daemonCpuSeconds)),
                Figures.megabytes(comparison.ctrMedian(Measurement::memory)),
                Figures.megabytes(comparison.preseedMedian(Measurement::memory)),
                comparison.temperature() == Temperature.COLD ? Figures.seconds(comparison.diskSeconds()) : "");
    }

    private static String boots(BenchmarkResults results) {
        StringBuilder text = new StringBuilder();
        text.append("\n.Whole boots; medians of ").append(results.bootRounds()).append('\n');
        text.append("""
                [cols="4,1,1,3,>1,>1,>1,>1",options="header"]
                |===
                |Workload |containerd |Start |What boots |Until all images are there, s |CPU without containerd, s \
                |CPU of containerd, s |Memory, MB

                """);
        for (BootSeries series : results.boots()) {
            text.append(row(series.workload().title(), series.version().label(), series.temperature().label(), series.kind(),
                    Figures.seconds(series.median(Measurement::seconds)),
                    Figures.seconds(series.median(Measurement::clientCpuSeconds)),
                    Figures.seconds(series.median(Measurement::daemonCpuSeconds)),
                    Figures.megabytes(series.median(Measurement::memory))));
        }
        return text.append("|===\n").toString();
    }

    private static String row(String... cells) {
        return List.of(cells).stream().map(cell -> "|" + cell).collect(Collectors.joining(" ", "", "\n"));
    }
}
