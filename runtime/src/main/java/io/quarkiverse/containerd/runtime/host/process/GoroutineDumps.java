package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files to which containerd writes what its goroutines do, in its directory for temporary files. It never removes any. */
final class GoroutineDumps {

    private static final int KEPT = 5;
    private static final String NAME = "containerd\\.\\d+\\.stacks\\.log";

    private GoroutineDumps() {
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
