package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.disk.RegularFiles;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.host.ShortCommand;

/** The files to which containerd writes what its goroutines do, in its directory for temporary files. It never removes any. */
public final class GoroutineDumps {

    private static final int KEPT = 5;
    private static final String NAME = "containerd\\.\\d+\\.stacks\\.log";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 50;
    private static final int MOST_BYTES = 16 << 20;

    private GoroutineDumps() {
    }

    /**
     * Has the containerd that this daemon has started write what its goroutines do, which it also logs, and returns that.
     *
     * @param record the file that tells which containerd that is
     * @param directory containerd's directory for temporary files
     * @throws HostException if it does not run, or does not write it within five seconds
     */
    public static String take(Path record, Path directory) throws IOException {
        ProcTable processes = new ProcTable();
        Optional<PidRecord> running = PidRecord.read(record);
        if (running.isEmpty() || !running.get().matches(processes)) {
            throw new HostException("containerd does not run now.");
        }
        prune(directory);
        Path file = directory.resolve("containerd." + running.get().pid() + ".stacks.log");
        Files.deleteIfExists(file);
        request(running.get().pid());
        return read(file);
    }

    /** Asks a containerd to log what its goroutines do. */
    static void request(long pid) throws IOException {
        ShortCommand.run(List.of("/bin/sh", "-c", "kill -USR1 " + pid));
    }

    /** Reads a file once it has ceased to grow: nothing marks its end. */
    private static String read(Path file) throws IOException {
        long before = -1;
        for (long waited = 0; waited < PATIENCE.toMillis(); waited += PAUSE_MILLIS) {
            long size = Files.exists(file) ? Files.size(file) : 0;
            if (size > 0 && size == before) {
                return new String(RegularFiles.readOwn(file, MOST_BYTES), StandardCharsets.UTF_8);
            }
            before = size;
            pause();
        }
        throw new HostException("containerd has not written " + file + " within " + PATIENCE.toSeconds() + " s.");
    }

    private static void pause() throws HostException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException("The wait for containerd's goroutines was interrupted.", e);
        }
    }

    /** Removes all but the newest five. */
    static void prune(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> dumps;
        try (Stream<Path> files = Files.list(directory)) {
            dumps = files.filter(file -> file.getFileName().toString().matches(NAME))
                    .sorted(Comparator.comparingLong((Path file) -> file.toFile().lastModified()).reversed()).toList();
        }
        for (Path old : dumps.subList(Math.min(KEPT, dumps.size()), dumps.size())) {
            Files.deleteIfExists(old);
        }
    }
}
