package io.quarkiverse.containerd.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Options of the benchmark.
 *
 * @param rounds of ctr against the preseed
 * @param versions of containerd
 * @param workloads what to load
 * @param subjects what to measure besides
 * @param scale makes the layers larger or smaller
 * @param bootRounds of whole boots
 * @param bootVersions of containerd, in whole boots
 * @param bootWorkloads what to load in whole boots
 * @param bootJava homes of Java virtual machines for whole boots
 * @param directory gets a new directory for archives and for containerd's content, which is deleted in the end
 * @param docs the Antora module that gets the tables and the plot
 * @param csv gets every measurement
 * @param application the sample node daemon's quarkus-run.jar
 * @param aotApplication the same, packaged as an aot-jar
 */
record BenchmarkOptions(int rounds, int wholeRounds, Set<ContainerdVersion> versions, Set<Workload> workloads,
        Set<Subject> subjects,
        double scale, int bootRounds,
        Set<ContainerdVersion> bootVersions, Set<Workload> bootWorkloads, List<Path> bootJava, Path directory, Path docs,
        Path csv, Optional<Path> application, Optional<Path> aotApplication) {

    private static final String WORKLOADS = "--workloads";

    static final String USAGE = """
            --rounds=3                   rounds of ctr against the preseed
            --whole-rounds=1             rounds of the same for archives that are compressed as a whole
            --containerd=1.6,1.7,2.x     versions of containerd
            --workloads=small,gzip,plain,shared,zstd,whole-gzip,unpacked,pump,supervisor,idle,pod
            --scale=1                    makes the layers larger or smaller
            --boot-rounds=3              rounds of whole boots; 0 for none
            --boot-containerd=2.x        versions of containerd for whole boots
            --boot-workloads=small,shared
            --boot-java=DIRECTORY,...    homes of the Java virtual machines for whole boots; by default the one that runs this
            --directory=/var/tmp         gets a new directory for some GB, which is deleted in the end; on a disk, with a short path
            --docs=DIRECTORY             the Antora module that gets the tables and the plot
            --csv=FILE                   gets every single measurement
            --application=FILE           quarkus-run.jar of the sample node daemon, for whole boots
            --aot-application=FILE       the same, packaged as an aot-jar""";

    /** @throws IllegalArgumentException if an argument is not valid */
    static BenchmarkOptions parse(String... arguments) {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts.length != 2 || !USAGE.contains(parts[0] + "=")) {
                throw new IllegalArgumentException(argument + " is none of\n" + USAGE);
            }
            given.put(parts[0], parts[1]);
        }
        return new BenchmarkOptions(
                number(given, "--rounds", "3", 1),
                number(given, "--whole-rounds", "1", 1),
                some(given, "--containerd", "1.6,1.7,2.x", ContainerdVersion.class, ContainerdVersion::label),
                workloads(given),
                subjects(given),
                Double.parseDouble(given.getOrDefault("--scale", "1")),
                number(given, "--boot-rounds", "3", 0),
                some(given, "--boot-containerd", "2.x", ContainerdVersion.class, ContainerdVersion::label),
                some(given, "--boot-workloads", "small,shared", Workload.class, Workload::id),
                Arrays.stream(given.getOrDefault("--boot-java", System.getProperty("java.home")).split(",")).map(Path::of)
                        .toList(),
                Path.of(given.getOrDefault("--directory", "/var/tmp")),
                Path.of(given.getOrDefault("--docs", "docs/modules/ROOT")),
                Path.of(given.getOrDefault("--csv", "benchmark.csv")),
                Optional.ofNullable(given.get("--application")).map(Path::of),
                Optional.ofNullable(given.get("--aot-application")).map(Path::of));
    }

    /** Returns the rounds of a workload. */
    int rounds(Workload workload) {
        return workload.isWhole() ? wholeRounds : rounds;
    }

    private static int number(Map<String, String> given, String option, String preset, int least) {
        int number = Integer.parseInt(given.getOrDefault(option, preset));
        if (number < least) {
            throw new IllegalArgumentException(option + "=" + number + " is less than " + least);
        }
        return number;
    }

    private static Set<Workload> workloads(Map<String, String> given) {
        List<String> wanted = wanted(given);
        return Arrays.stream(Workload.values()).filter(workload -> wanted.contains(workload.id()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Workload.class)));
    }

    private static Set<Subject> subjects(Map<String, String> given) {
        List<String> wanted = wanted(given);
        return Arrays.stream(Subject.values()).filter(subject -> wanted.contains(subject.id()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Subject.class)));
    }

    /** Returns what is to be measured besides whole boots. */
    private static List<String> wanted(Map<String, String> given) {
        List<String> all = Stream.concat(Arrays.stream(Workload.values()).map(Workload::id),
                Arrays.stream(Subject.values()).map(Subject::id)).toList();
        String wanted = given.getOrDefault(WORKLOADS, String.join(",", all));
        if (!all.containsAll(Arrays.asList(wanted.split(",")))) {
            throw new IllegalArgumentException(WORKLOADS + "=" + wanted + " should be some of " + all);
        }
        return Arrays.asList(wanted.split(","));
    }

    private static <E extends Enum<E>> Set<E> some(Map<String, String> given, String option, String preset, Class<E> type,
            Function<E, String> name) {
        List<String> wanted = Arrays.asList(given.getOrDefault(option, preset).split(","));
        Set<E> some = EnumSet.allOf(type).stream().filter(value -> wanted.contains(name.apply(value)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(type)));
        if (some.size() != wanted.size()) {
            throw new IllegalArgumentException(option + "=" + String.join(",", wanted) + " should be some of "
                    + EnumSet.allOf(type).stream().map(name).toList());
        }
        return some;
    }
}
