package io.quarkiverse.containerd.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The results as tables in AsciiDoc, to be included in a page. */
final class AsciiDocReport {

    private final BenchmarkResults results;

    private AsciiDocReport(BenchmarkResults results) {
        this.results = results;
    }

    static String of(BenchmarkResults results) {
        AsciiDocReport report = new AsciiDocReport(results);
        return report.introduction() + report.faster() + report.costs() + (results.boots().isEmpty() ? "" : report.boots())
                + (results.figures().isEmpty() ? "" : report.figures());
    }

    private String introduction() {
        return """
                // written by the benchmark

                Measured on %s, with containerd %s.
                Medians of %s, and of %s for archives that are compressed as a whole.

                """.formatted(results.machine(), String.join(", ", results.containerds().values()), rounds(results.rounds()),
                rounds(results.wholeRounds()));
    }

    private static String rounds(int count) {
        return count == 1 ? "1 round" : count + " rounds";
    }

    private String faster() {
        return faster("Cold: containerd has nothing", Temperature.COLD, "4,2,2,2,2,2,2,2,2",
                " >h|limit, s >h|times the limit >h|sent, s")
                + faster("Warm: containerd has everything", Temperature.WARM, "4,2,2,2,2,2", "");
    }

    private String faster(String title, Temperature temperature, String columns, String limits) {
        List<Comparison> comparisons = results.comparisons().stream().filter(one -> one.temperature() == temperature).toList();
        return table(title, columns,
                "h|Workload h|containerd >h|ctr, s >h|preseed, s >h|times faster >h|target" + limits + "\n",
                grouped(comparisons, Comparison::workload).entrySet().stream()
                        .map(workload -> rows(workload.getKey(),
                                grouped(workload.getValue(), Comparison::version).entrySet().stream()
                                        .map(version -> faster(version.getKey(), version.getValue())).toList()))
                        .toList());
    }

    private static String faster(ContainerdVersion version, List<Comparison> comparisons) {
        return "|" + version.label() + comparisons.stream().map(comparison -> cells(
                NumberFormats.seconds(comparison.ctrMedian(Measurement::seconds)),
                NumberFormats.seconds(comparison.preseedMedian(Measurement::seconds)),
                comparison.targetReached() ? "*" + NumberFormats.times(comparison.timesFaster()) + "*"
                        : NumberFormats.times(comparison.timesFaster()),
                NumberFormats.times(comparison.target())) + limits(comparison)).collect(Collectors.joining());
    }

    private static String limits(Comparison comparison) {
        return comparison.temperature() == Temperature.WARM ? ""
                : cells(NumberFormats.seconds(comparison.diskSeconds()), NumberFormats.times(comparison.timesDisk()),
                        NumberFormats.seconds(comparison.sentSeconds()));
    }

    private String costs() {
        return table("CPU time and memory", "4,2,2,2,2,2,2,2,2", """
                .2+h|Workload .2+h|containerd .2+h|Start 2+^h|CPU of the client, s 2+^h|CPU of containerd, s 2+^h|Memory, MB
                >h|ctr >h|preseed >h|with ctr >h|with preseed >h|ctr >h|heap growth
                """, grouped(results.comparisons(), Comparison::workload).entrySet().stream()
                .map(workload -> rows(workload.getKey(), workload.getValue().stream().map(AsciiDocReport::costs).toList()))
                .toList());
    }

    private static String costs(Comparison comparison) {
        return "|" + comparison.version().label() + " |" + comparison.temperature().label() + cells(
                NumberFormats.seconds(comparison.ctrMedian(Measurement::clientCpuSeconds)),
                NumberFormats.seconds(comparison.preseedMedian(Measurement::clientCpuSeconds)),
                NumberFormats.seconds(comparison.ctrMedian(Measurement::daemonCpuSeconds)),
                NumberFormats.seconds(comparison.preseedMedian(Measurement::daemonCpuSeconds)),
                NumberFormats.megabytes(comparison.ctrMedian(Measurement::memory)),
                NumberFormats.megabytes(comparison.preseedMedian(Measurement::memory)));
    }

    private String figures() {
        return table("Other figures", "3,6,2,2,2,2", """
                |What |Measured >|Figure |Unit >|Compared with >|Target
                """, grouped(results.figures(), Figure::subject).entrySet().stream()
                .map(subject -> "." + subject.getValue().size() + "+|" + subject.getKey().title()
                        + (subject.getKey().yardstick().isEmpty() ? "" : ", compared with " + subject.getKey().yardstick())
                        + "\n" + subject.getValue().stream().map(AsciiDocReport::figure).collect(Collectors.joining("\n"))
                        + "\n")
                .toList());
    }

    private static String figure(Figure figure) {
        String value = NumberFormats.significant(figure.value());
        return "|" + figure.what() + " >|" + (figure.limit().isPresent() && figure.targetReached() ? "*" + value + "*" : value)
                + " |" + figure.unit() + " >|" + optional(figure.beside()) + " >|"
                + (figure.limit().isEmpty() ? "" : figure.rate() ? "≥ " : "≤ ") + optional(figure.limit());
    }

    private static String optional(OptionalDouble value) {
        return value.isEmpty() ? "" : NumberFormats.significant(value.getAsDouble());
    }

    private String boots() {
        return table("Whole boots, " + rounds(results.bootRounds()), "4,2,5,2,2,2,2,2,2", """
                .2+h|Workload .2+h|containerd .2+h|What boots 2+^h|Until all images are there, s \
                2+^h|CPU without containerd, s 2+^h|Memory, MB
                >h|cold >h|warm >h|cold >h|warm >h|cold >h|warm
                """, grouped(results.boots(), BootSeries::workload).entrySet().stream()
                .map(workload -> rows(workload.getKey(),
                        grouped(workload.getValue(), series -> series.version().label() + " |" + series.kind()).entrySet()
                                .stream().map(kind -> "|" + kind.getKey() + boots(kind.getValue())).toList()))
                .toList());
    }

    private static String boots(List<BootSeries> coldAndWarm) {
        return each(coldAndWarm, series -> NumberFormats.seconds(series.median(Measurement::seconds)))
                + each(coldAndWarm, series -> NumberFormats.seconds(series.median(Measurement::clientCpuSeconds)))
                + each(coldAndWarm, series -> NumberFormats.megabytes(series.median(Measurement::memory)));
    }

    private static String each(List<BootSeries> coldAndWarm, Function<BootSeries, String> cell) {
        return coldAndWarm.stream().map(series -> " >|" + cell.apply(series)).collect(Collectors.joining());
    }

    /** Returns the rows of a workload, with its name in a cell that spans all of them. */
    private static String rows(Workload workload, List<String> rows) {
        return "." + rows.size() + "+|" + workload.title() + "\n" + String.join("\n", rows) + "\n";
    }

    private static String cells(String... cells) {
        return List.of(cells).stream().map(cell -> " >|" + cell).collect(Collectors.joining());
    }

    private static String table(String title, String columns, String header, List<String> rows) {
        return ".%s\n[cols=\"%s\"]\n|===\n%s\n%s|===\n\n".formatted(title, columns, header, String.join("\n", rows));
    }

    private static <K, V> Map<K, List<V>> grouped(List<V> values, Function<V, K> key) {
        return values.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }
}
