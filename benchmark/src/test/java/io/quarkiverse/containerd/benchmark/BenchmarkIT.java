package io.quarkiverse.containerd.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the whole benchmark once, with tiny layers. */
class BenchmarkIT {

    @TempDir
    Path temp;

    @Test
    void measuresEverythingAndLeavesOnlyResults() throws Exception {
        Path work = Files.createDirectory(temp.resolve("w"));
        Path docs = temp.resolve("docs");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        BenchmarkResults results = new Benchmark(BenchmarkOptions.parse("--rounds=1", "--boot-rounds=1", "--scale=0.002",
                "--containerd=1.6,2.x", "--workloads=small,plain,unpacked,pump,supervisor,idle,pod", "--boot-workloads=small",
                "--directory=" + work,
                "--docs=" + docs,
                "--csv=" + docs.resolve("benchmark.csv"),
                "--application=" + System.getProperty("benchmark.application")), new PrintStream(printed)).run();

        assertThat(results.comparisons()).hasSize(2 * 3 * 2);
        assertThat(results.boots()).hasSize(2 * 3);
        assertThat(results.figures()).extracting(Figure::subject).contains(Subject.values());
        // the garbage of everything else is more than what a few nodes take
        assertThat(results.figures()).filteredOn(figure -> !figure.what().endsWith("heap a node")).extracting(Figure::value)
                .allSatisfy(value -> assertThat(value).isNotNegative());
        assertThat(results.boots()).allSatisfy(series -> assertThat(series.median(Measurement::seconds)).isPositive());
        assertThat(printed.toString()).contains("containerd 2.x", "one 500 MB docker archive");
        assertThat(docs.resolve("pages/includes/benchmark.adoc")).content()
                .contains(".2+|10 small images of 5 MB\n|1.6 >|", "|log pump, compared with cat",
                        ".4+|10 small images of 5 MB\n|1.6 |cold >|",
                        "|2.x |node daemon, Java ");
        assertThat(docs.resolve("assets/images/benchmark.svg")).content().contains("</svg>");
        assertThat(docs.resolve("benchmark.csv")).content().hasLineCount(1 + 2 * 15 + 6 + results.figures().size());
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left).isEmpty();
        }
    }
}
