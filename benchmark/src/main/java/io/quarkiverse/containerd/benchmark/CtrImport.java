package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** containerd's own client: a process for each archive, one after the other, as users and boot scripts do it. */
final class CtrImport implements Contender {

    private static final int MEMORY_INTERVAL_MS = 20;

    private final List<String> command;
    private final List<Path> archives;
    private final Path output;
    private long peakMemory;

    /** @param output receives what ctr prints */
    CtrImport(ContainerdVersion version, Path socket, List<Path> archives, Path output) {
        this.command = command(version, socket);
        this.archives = archives;
        this.output = output;
    }

    private static List<String> command(ContainerdVersion version, Path socket) {
        List<String> command = new ArrayList<>(List.of(version.programs().executable().resolveSibling("ctr").toString(),
                "--address", socket.toString(), "--namespace", Archives.NAMESPACE, "images", "import", "--no-unpack"));
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
        List<String> whole = new ArrayList<>(command);
        whole.add(archive.toString());
        Process ctr = new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(output.toFile()).start();
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
