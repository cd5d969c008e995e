package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.testing.RealContainerd;

/** Has ctr and the preseed load archives into one containerd, alternately. */
final class ImportBenchmark {

    /** A warm run of the preseed takes milliseconds, of which a single one may take many times as long. */
    private static final int WARM_RUNS = 3;
    private static final List<Temperature> TEMPERATURES = List.of(Temperature.values());

    private final ContainerdVersion version;
    private final RealContainerd containerd;
    private final ContainerdClient client;
    private final NodeContent content;
    private final Disk disk;
    private final Path ctrOutput;
    private final Path memos;

    /** @param directory for files of its own */
    ImportBenchmark(ContainerdVersion version, RealContainerd containerd, ContainerdClient client, Path directory) {
        this.version = version;
        this.containerd = containerd;
        this.client = client;
        this.content = new NodeContent(client.namespace(Archives.NAMESPACE));
        this.disk = new Disk(directory);
        this.ctrOutput = directory.resolve("ctr.txt");
        this.memos = directory.resolve("memos-" + version + ".json");
    }

    /**
     * Measures both, cold and warm, and cold also the preseed where it has to send blobs; which one is first alternates.
     *
     * @throws IOException if they do not leave the same images, blobs and labels
     */
    List<Comparison> run(Workload workload, Archives archives, int rounds) throws Exception {
        Contender ctr = new CtrImport(version, containerd.socket(), archives, ctrOutput);
        Contender preseed = new PreseedImport(archives, memos, client);
        Contender sender = new PreseedImport(archives, memos, SendingClient.of(client));
        Map<Contender, Map<Temperature, List<Measurement>>> results = Map.of(ctr, new EnumMap<>(Temperature.class),
                preseed, new EnumMap<>(Temperature.class), sender, new EnumMap<>(Temperature.class));
        ContentCheck check = new ContentCheck(version);
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : round % 2 == 0 ? List.of(ctr, preseed, sender) : List.of(sender, preseed, ctr)) {
                content.empty();
                contender.forget();
                for (Temperature temperature : contender == sender ? List.of(Temperature.COLD) : TEMPERATURES) {
                    if (temperature == Temperature.COLD) {
                        disk.claimMemory(archives.layerBytes());
                    }
                    Disk.sync();
                    Measurement measurement = measure(contender,
                            temperature == Temperature.WARM && contender == preseed ? WARM_RUNS : 1);
                    results.get(contender).computeIfAbsent(temperature, any -> new ArrayList<>()).add(measurement);
                    check.verify(content.read(archives.files().size()));
                }
            }
        }
        return comparisons(workload, archives, results.get(ctr), results.get(preseed), results.get(sender));
    }

    /** Measures several runs, and returns the one in the middle. */
    private Measurement measure(Contender contender, int runs) throws Exception {
        List<Measurement> measurements = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            measurements.add(contender.measure(CpuClock.of(containerd.process().toHandle())));
        }
        measurements.sort(Comparator.comparing(Measurement::wall));
        return measurements.get(runs / 2);
    }

    private List<Comparison> comparisons(Workload workload, Archives archives, Map<Temperature, List<Measurement>> ctr,
            Map<Temperature, List<Measurement>> preseed, Map<Temperature, List<Measurement>> sender) throws Exception {
        content.empty();
        double diskSeconds = archives.compression() == Workload.Compression.NONE
                ? disk.secondsToStore(archives.layerBytes())
                : disk.secondsToDecompress(archives.compression().command(archives.files().get(0)));
        List<Comparison> comparisons = new ArrayList<>();
        for (Temperature temperature : TEMPERATURES) {
            comparisons.add(new Comparison(version, workload, temperature, ctr.get(temperature), preseed.get(temperature),
                    sender.getOrDefault(temperature, List.of()), diskSeconds));
        }
        return comparisons;
    }
}
