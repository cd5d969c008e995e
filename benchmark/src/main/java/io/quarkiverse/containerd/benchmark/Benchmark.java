package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.apt.FileTrees;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.testing.RealContainerd;

/** The program: creates the archives, has ctr and the preseed load them, and records how long each took. */
public final class Benchmark {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final BenchmarkOptions options;
    private final PrintStream out;

    Benchmark(BenchmarkOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Prints the options, and runs the benchmark unless only they are asked for with {@code --help}. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("Options, with their defaults:\n" + BenchmarkOptions.USAGE + "\n");
        if (List.of(arguments).contains("--help")) {
            return;
        }
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> breakOff(main), "break-off"));
        new Benchmark(BenchmarkOptions.parse(arguments), System.out).run();
    }

    /** Has the main thread clean up when the program is stopped. */
    private static void breakOff(Thread main) {
        main.interrupt();
        if (main.isAlive()) {
            ProcessHandle.current().children().forEach(ProcessHandle::destroy);
        }
        try {
            main.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Measures, prints, and writes the results below the documentation. */
    BenchmarkResults run() throws Exception {
        long start = System.nanoTime();
        Path directory = Files.createTempDirectory(options.directory(), "benchmark");
        try {
            BenchmarkResults results = measure(directory);
            write(results);
            print("Done in %d s.", Duration.ofNanos(System.nanoTime() - start).toSeconds());
            return results;
        } finally {
            FileTrees.delete(directory);
        }
    }

    private BenchmarkResults measure(Path directory) throws Exception {
        Machine machine = Machine.thisOne(directory);
        print("Measuring on %s.", machine);
        print("Nothing is dropped from the page cache: both read archives that are in memory.");
        Map<Workload, Archives> archives = make(directory);
        Map<ContainerdVersion, String> containerds = new EnumMap<>(ContainerdVersion.class);
        List<Comparison> comparisons = new ArrayList<>();
        for (ContainerdVersion version : options.versions()) {
            try (RealContainerd containerd = RealContainerd.start(RealContainerd.Setup.of(version.programs()).in(directory));
                    ContainerdConnection connection = new ContainerdConnection(containerd.socket())) {
                containerds.put(version, connection.client().version().version());
                ImportBenchmark benchmark = new ImportBenchmark(version, containerd, connection.client(), directory);
                for (Workload workload : options.workloads()) {
                    List<Comparison> measured = benchmark.run(workload, archives.get(workload),
                            options.rounds(workload));
                    measured.forEach(this::print);
                    comparisons.addAll(measured);
                }
            }
        }
        return new BenchmarkResults(machine, containerds, options.rounds(), options.wholeRounds(), options.bootRounds(),
                comparisons,
                boot(archives, directory), figures(archives, directory));
    }

    private List<Figure> figures(Map<Workload, Archives> archives, Path directory) throws Exception {
        List<Figure> figures = new ArrayList<>();
        for (Subject subject : options.subjects()) {
            List<Figure> measured = figures(subject, archives, directory);
            measured.forEach(this::print);
            figures.addAll(measured);
        }
        return figures;
    }

    private List<Figure> figures(Subject subject, Map<Workload, Archives> archives, Path directory) throws Exception {
        return switch (subject) {
            case PUMP -> new PumpBenchmark(directory, options.rounds(), options.scale()).run();
            case SUPERVISOR -> new SupervisorBenchmark(homes(), options.scale()).run();
            case IDLE -> idle(archives, directory);
            case POD -> pods(directory);
        };
    }

    private List<JavaHome> homes() throws IOException {
        List<JavaHome> homes = new ArrayList<>();
        for (Path home : options.bootJava()) {
            homes.add(JavaHome.of(home));
        }
        return homes;
    }

    private List<Figure> idle(Map<Workload, Archives> archives, Path directory) throws Exception {
        List<Figure> figures = new ArrayList<>();
        if (options.application().isPresent()) {
            Archives images = archives.get(Workload.SMALL);
            for (JavaHome home : homes()) {
                JvmVariant variant = options.aotApplication().isEmpty() ? JvmVariant.light(home, options.application().get())
                        : trained(home, options.aotApplication().get(), images, directory);
                figures.addAll(new IdleBenchmark(variant.bounded(), options.bootVersions().iterator().next(), images,
                        directory, options.scale()).run());
            }
        }
        return figures;
    }

    private Map<Workload, Archives> make(Path directory) throws IOException, InterruptedException {
        ArchiveMaker maker = new ArchiveMaker(Files.createDirectory(directory.resolve("archives")), options.scale());
        Map<Workload, Archives> made = new EnumMap<>(Workload.class);
        for (Workload workload : Workload.values()) {
            if (options.workloads().contains(workload)
                    || options.bootRounds() > 0 && options.bootWorkloads().contains(workload)
                    || workload == Workload.SMALL && options.subjects().contains(Subject.IDLE)) {
                Archives archives = maker.make(workload);
                made.put(workload, archives);
                print("Made %s: %s MB, %s MB of layers.", workload.title(), NumberFormats.megabytes(archives.bytes()),
                        NumberFormats.megabytes(archives.layerBytes()));
            }
        }
        return made;
    }

    private List<BootSeries> boot(Map<Workload, Archives> archives, Path directory) throws Exception {
        List<BootSeries> boots = new ArrayList<>();
        if (options.bootRounds() == 0 || options.application().isEmpty()) {
            return boots;
        }
        BootBenchmark benchmark = new BootBenchmark(
                variants(archives.get(options.bootWorkloads().iterator().next()), directory), options.bootRounds(), directory);
        for (ContainerdVersion version : options.bootVersions()) {
            for (Workload workload : options.bootWorkloads()) {
                List<BootSeries> measured = benchmark.run(version, workload, archives.get(workload));
                measured.forEach(this::print);
                boots.addAll(measured);
            }
        }
        return boots;
    }

    private List<Figure> pods(Path directory) throws Exception {
        List<Figure> figures = new ArrayList<>();
        if (options.application().isPresent()) {
            PodBenchmark benchmark = new PodBenchmark(directory, options.rounds(), options.scale());
            for (ContainerdVersion version : options.bootVersions()) {
                figures.addAll(benchmark.run(version, variants(benchmark.archives(), directory)));
            }
        }
        return figures;
    }

    /** Returns the JVMs of whole boots. @param archives what those boot with that learn */
    private List<JvmVariant> variants(Archives archives, Path directory) throws Exception {
        List<JvmVariant> variants = new ArrayList<>();
        for (JavaHome java : homes()) {
            variants.add(JvmVariant.plain(java, options.application().get()));
            variants.add(JvmVariant.light(java, options.application().get()));
            if (options.aotApplication().isPresent()) {
                variants.add(trained(java, options.aotApplication().get(), archives, directory));
            }
        }
        return variants;
    }

    private JvmVariant trained(JavaHome java, Path application, Archives archives, Path directory) throws Exception {
        Path cache = directory.resolve("java" + java.feature() + ".cache");
        if (!Files.exists(cache)) {
            JvmVariant training = JvmVariant.training(java, application, cache);
            ContainerdVersion version = options.bootVersions().iterator().next();
            try (BootContender node = new NodeDaemonNode(training, version, archives, directory)) {
                node.boot();
                node.shutDown();
            }
            print("Trained Java %d: %s MB.", java.feature(), NumberFormats.megabytes(Files.size(cache)));
        }
        return JvmVariant.trained(java, application, cache);
    }

    private void write(BenchmarkResults results) throws IOException {
        write(options.docs().resolve("pages/includes/benchmark.adoc"), AsciiDocReport.of(results));
        write(options.docs().resolve("assets/images/benchmark.svg"), SvgChart.of(results.comparisons()));
        write(options.csv(), CsvReport.of(results));
    }

    private void write(Path file, String content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, content);
        print("Wrote %s.", file);
    }

    private void print(Comparison comparison) {
        print("containerd %-3s  %-42s %s  ctr %6s s  preseed %6s s  %6s times faster  (target %s%s)%s",
                comparison.version().label(), comparison.workload().title(), comparison.temperature().label(),
                NumberFormats.seconds(comparison.ctrMedian(Measurement::seconds)),
                NumberFormats.seconds(comparison.preseedMedian(Measurement::seconds)),
                NumberFormats.times(comparison.timesFaster()),
                NumberFormats.times(comparison.target()), comparison.targetReached() ? "" : ", missed",
                comparison.temperature() == Temperature.WARM ? ""
                        : "  limit %s s, preseed %s times as long; sent %s s".formatted(
                                NumberFormats.seconds(comparison.diskSeconds()),
                                NumberFormats.times(comparison.timesDisk()),
                                NumberFormats.seconds(comparison.sentSeconds())));
    }

    private void print(Figure figure) {
        print("%-17s %-60s %10s %s%s%s", figure.subject().title(), figure.what(), NumberFormats.significant(figure.value()),
                figure.unit(), figure.beside().isEmpty() ? ""
                        : "  (" + figure.subject().yardstick() + " "
                                + NumberFormats.significant(figure.beside().getAsDouble()) + ")",
                figure.targetReached() ? ""
                        : "  (target " + NumberFormats.significant(figure.limit().getAsDouble())
                                + ", missed)");
    }

    private void print(BootSeries series) {
        print("containerd %-3s  %-42s %s  %-28s %6s s  CPU %6s s", series.version().label(), series.workload().title(),
                series.temperature().label(), series.kind(), NumberFormats.seconds(series.median(Measurement::seconds)),
                NumberFormats.seconds(series.median(Measurement::clientCpuSeconds)));
    }

    private void print(String format, Object... values) {
        out.printf(format + "%n", values);
    }
}
