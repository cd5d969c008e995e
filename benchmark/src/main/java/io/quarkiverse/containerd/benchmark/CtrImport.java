package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * containerd's own client: a process for each archive, one after the other, as users and boot scripts do it, behind a program
 * that decompresses the archive, if it is compressed.
 */
final class CtrImport implements Contender {

    private static final int MEMORY_INTERVAL_MS = 20;

    private final List<String> command;
    private final List<Path> archives;
    private final Workload.Compression compression;
    private final Path output;
    private long peakMemory;

    /** @param output receives what ctr prints */
    CtrImport(ContainerdVersion version, Path socket, Archives archives, Path output) {
        this.command = command(version, socket, archives.unpacked());
        this.archives = archives.files();
        this.compression = archives.compression();
        this.output = output;
    }

    private static List<String> command(ContainerdVersion version, Path socket, boolean unpacked) {
        List<String> command = new ArrayList<>(List.of(version.programs().executable().resolveSibling("ctr").toString(),
                "--address", socket.toString(), "--namespace", Archives.NAMESPACE, "images", "import"));
        if (!unpacked) {
            command.add("--no-unpack");
        }
        if (version.hasLocalImport()) {
            command.add("--local");
        }
        return command;
    }

    @Override
    public void load() throws IOException, InterruptedException {
        for (Path archive : archives) {
            load(archive);
        }
    }

    private void load(Path archive) throws IOException, InterruptedException {
        List<String> decompression = compression.command(archive);
        List<String> whole = new ArrayList<>(command);
        whole.add(decompression.isEmpty() ? archive.toString() : "-");
        ProcessBuilder last = new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(output.toFile());
        Process ctr = decompression.isEmpty() ? last.start()
                : ProcessBuilder.startPipeline(List.of(new ProcessBuilder(decompression), last)).get(1);
        while (!ctr.waitFor(MEMORY_INTERVAL_MS, TimeUnit.MILLISECONDS)) {
            peakMemory = Math.max(peakMemory, ResidentMemory.peak(ctr));
        }
        if (ctr.exitValue() != 0) {
            throw new IOException(String.join(" ", whole) + ": " + Files.readString(output));
        }
    }

    @Override
    public CpuClock cpu() {
        return CpuClock.ofEndedChildren();
    }

    @Override
    public void startMemory() {
        peakMemory = 0;
    }

    @Override
    public long peakMemory() {
        return peakMemory;
    }
}
