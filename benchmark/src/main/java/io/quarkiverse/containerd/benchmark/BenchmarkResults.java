package io.quarkiverse.containerd.benchmark;

import java.util.List;
import java.util.Map;

/**
 * All results of a run of the benchmark.
 *
 * @param containerds the versions of containerd in full
 * @param rounds of each comparison
 * @param wholeRounds of each comparison of archives that are compressed as a whole
 * @param bootRounds of each boot
 */
record BenchmarkResults(Machine machine, Map<ContainerdVersion, String> containerds, int rounds, int wholeRounds,
        int bootRounds,
        List<Comparison> comparisons, List<BootSeries> boots, List<Figure> figures) {
}
