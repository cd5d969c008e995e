package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of processes as the kernel reports it. */
final class ResidentMemory {

    private ResidentMemory() {
    }

    /** Returns the largest resident set that a process has had, in bytes; 0 if it has ended. */
    static long peak(Process process) {
        return value(process.toHandle(), "VmHWM:");
    }

    /** Returns the resident set of a process, in bytes; 0 if it has ended. */
    static long now(ProcessHandle process) {
        return value(process, "VmRSS:");
    }

    private static long value(ProcessHandle process, String key) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith(key)).findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).orElse(0L);
        } catch (IOException e) {
            return 0;
        }
    }
}
