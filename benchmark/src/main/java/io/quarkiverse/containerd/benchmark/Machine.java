package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine that the benchmark runs on.
 *
 * @param cpu model of the processor
 * @param cores how many of them
 * @param memory bytes
 * @param kernel version of Linux
 * @param filesystem type of the file system that holds archives and content
 * @param java version of the Java virtual machine
 */
record Machine(String cpu, int cores, long memory, String kernel, String filesystem, String java) {

    /** @param directory a directory on the file system to describe */
    static Machine thisOne(Path directory) throws IOException {
        return new Machine(field(Path.of("/proc/cpuinfo"), "model name"), Runtime.getRuntime().availableProcessors(),
                Long.parseLong(field(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", "")) << 10,
                System.getProperty("os.version"), Files.getFileStore(directory).type(), Runtime.version().toString());
    }

    private static String field(Path file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name)).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("unknown");
        }
    }

    @Override
    public String toString() {
        return "%d cores of %s, %.0f GB of memory, Linux %s, %s, Java %s".formatted(cores, cpu, memory / 1e9, kernel,
                filesystem,
                java);
    }
}
