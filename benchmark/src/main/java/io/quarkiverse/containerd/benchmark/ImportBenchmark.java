package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.testing.RealContainerd;

/** Has ctr and the preseed load archives into one containerd, alternately. */
final class ImportBenchmark {

    private static final List<Temperature> TEMPERATURES = List.of(Temperature.values());

    private final ContainerdVersion version;
    private final RealContainerd containerd;
    private final ContainerdClient client;
    private final NodeContent content;
    private final Disk disk;
    private final int rounds;
    private final Path ctrOutput;
    private final Path memos;

    /** @param directory for files of its own */
    ImportBenchmark(ContainerdVersion version, RealContainerd containerd, ContainerdClient client, int rounds,
            Path directory) {
        this.version = version;
        this.containerd = containerd;
        this.client = client;
        this.content = new NodeContent(client.namespace(Archives.NAMESPACE));
        this.disk = new Disk(directory);
        this.rounds = rounds;
        this.ctrOutput = directory.resolve("ctr.txt");
        this.memos = directory.resolve("memos-" + version + ".json");
    }

    /**
     * Measures both, cold and warm, and cold also the preseed where it has to send blobs; which one is first alternates.
     *
     * @throws IOException if they do not leave the same images, blobs and labels
     */
    List<Comparison> run(Workload workload, Archives archives) throws Exception {
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
                    Disk.sync();
                    Measurement measurement = contender.measure(CpuClock.of(containerd.process().toHandle()));
                    results.get(contender).computeIfAbsent(temperature, any -> new ArrayList<>()).add(measurement);
                    check.verify(content.read(archives.files().size()));
                }
            }
        }
        content.empty();
        double diskSeconds = archives.compression() == Workload.Compression.NONE
                ? disk.secondsToStore(archives.layerBytes())
                : disk.secondsToDecompress(archives.compression().command(archives.files().get(0)));
        List<Comparison> comparisons = new ArrayList<>();
        for (Temperature temperature : TEMPERATURES) {
            comparisons.add(new Comparison(version, workload, temperature, results.get(ctr).get(temperature),
                    results.get(preseed).get(temperature),
                    results.get(sender).getOrDefault(temperature, List.of()), diskSeconds));
        }
        return comparisons;
    }
}
