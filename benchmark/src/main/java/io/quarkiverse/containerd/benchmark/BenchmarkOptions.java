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

/**
 * What to measure.
 *
 * @param rounds of ctr against the preseed
 * @param bootRounds of whole boots
 * @param versions of containerd
 * @param workloads what to load
 * @param bootWorkloads what to load in whole boots
 * @param scale makes the layers larger or smaller
 * @param directory gets a new directory for archives and for containerd's content, which is deleted in the end
 * @param docs the documentation, which gets the results
 * @param application the sample node daemon's quarkus-run.jar
 * @param aotApplication the same, packaged as an aot-jar
 */
record BenchmarkOptions(int rounds, int bootRounds, Set<ContainerdVersion> versions, Set<Workload> workloads,
        Set<Workload> bootWorkloads, double scale, Path directory, Path docs, Optional<Path> application,
        Optional<Path> aotApplication) {

    static final String USAGE = """
            --rounds=7                   rounds of ctr against the preseed
            --boot-rounds=3              rounds of whole boots; 0 for none
            --containerd=1.6,1.7,2.x     versions of containerd
            --workloads=small,gzip,plain,shared
            --boot-workloads=small,shared
            --scale=1                    makes the layers larger or smaller
            --directory=/var/tmp         gets a new directory for some GB, which is deleted in the end; on a disk, with a short path
            --docs=DIRECTORY             the Antora module that gets the results
            --application=FILE           quarkus-run.jar of the sample node daemon, for whole boots
            --aot-application=FILE       the same, packaged as an aot-jar""";

    /** @throws IllegalArgumentException if an argument is not understood */
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
                number(given, "--rounds", "7", 1),
                number(given, "--boot-rounds", "3", 0),
                some(given, "--containerd", "1.6,1.7,2.x", ContainerdVersion.class, ContainerdVersion::label),
                some(given, "--workloads", "small,gzip,plain,shared", Workload.class, Workload::id),
                some(given, "--boot-workloads", "small,shared", Workload.class, Workload::id),
                Double.parseDouble(given.getOrDefault("--scale", "1")),
                Path.of(given.getOrDefault("--directory", "/var/tmp")),
                Path.of(given.getOrDefault("--docs", "docs/modules/ROOT")),
                Optional.ofNullable(given.get("--application")).map(Path::of),
                Optional.ofNullable(given.get("--aot-application")).map(Path::of));
    }

    private static int number(Map<String, String> given, String option, String preset, int least) {
        int number = Integer.parseInt(given.getOrDefault(option, preset));
        if (number < least) {
            throw new IllegalArgumentException(option + "=" + number + " is less than " + least);
        }
        return number;
    }

    private static <E extends Enum<E>> Set<E> some(Map<String, String> given, String option, String preset, Class<E> type,
            Function<E, String> name) {
        List<String> wanted = Arrays.asList(given.getOrDefault(option, preset).split(","));
        Set<E> some = EnumSet.allOf(type).stream().filter(value -> wanted.contains(name.apply(value)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(type)));
        if (some.size() != wanted.size()) {
            throw new IllegalArgumentException(option + "=" + String.join(",", wanted) + " should be some of " + preset);
        }
        return some;
    }
}
