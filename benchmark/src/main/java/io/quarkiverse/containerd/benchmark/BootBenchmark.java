package io.quarkiverse.containerd.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Boots a node with containerd and ctr, and with the node daemon, alternately: with empty directories, and with
 * full ones.
 */
final class BootBenchmark {

    private final List<JvmVariant> variants;
    private final int rounds;
    private final Path directory;

    /**
     * @param variants JVMs to run the node daemon with
     * @param directory for files of its own
     */
    BootBenchmark(List<JvmVariant> variants, int rounds, Path directory) {
        this.variants = variants;
        this.rounds = rounds;
        this.directory = directory;
    }

    /** Measures all kinds of boots. */
    List<BootSeries> run(ContainerdVersion version, Workload workload, Archives archives) throws Exception {
        Map<String, Map<Temperature, List<Measurement>>> boots = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (BootContender contender : contenders(version, archives, round)) {
                try (contender) {
                    boot(contender, boots.computeIfAbsent(contender.kind(), any -> new EnumMap<>(Temperature.class)));
                }
            }
        }
        List<BootSeries> series = new ArrayList<>();
        boots.forEach((kind, byTemperature) -> byTemperature.forEach((temperature, measured) -> series
                .add(new BootSeries(version, workload, temperature, kind, List.copyOf(measured)))));
        return series;
    }

    private static void boot(BootContender contender, Map<Temperature, List<Measurement>> boots) throws Exception {
        for (Temperature temperature : Temperature.values()) {
            Disk.sync();
            boots.computeIfAbsent(temperature, any -> new ArrayList<>()).add(contender.boot());
            contender.shutDown();
        }
    }

    /** Rotates the contenders, so that another one is first in each round. */
    private List<BootContender> contenders(ContainerdVersion version, Archives archives, int round) throws Exception {
        List<BootContender> contenders = new ArrayList<>(List.of(new BareNode(version, archives, directory)));
        for (JvmVariant variant : variants) {
            contenders.add(new NodeDaemonNode(variant, version, archives, directory));
        }
        Collections.rotate(contenders, -round);
        return contenders;
    }
}
