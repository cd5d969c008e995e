package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;

/** Measures the CPU time used, in user mode and in the kernel. */
@FunctionalInterface
interface CpuClock {

    /** The kernel's ticks per second in {@code /proc}; the same on every Linux that Java runs on. */
    int TICKS = 100;

    Duration used();

    /** Measures this Java virtual machine, including its compiler and garbage collector. */
    static CpuClock ofThisProcess() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return () -> Duration.ofNanos(system.getProcessCpuTime());
    }

    /** Measures all processes that were started by this one and have ended. */
    static CpuClock ofEndedChildren() {
        return () -> ofFields(Path.of("/proc/self/stat"), 15);
    }

    /** Measures a process. */
    static CpuClock of(ProcessHandle process) {
        return () -> ofFields(Path.of("/proc", Long.toString(process.pid()), "stat"), 13);
    }

    /**
     * Measures the threads of a process to the nanosecond. A thread that ends counts with what it had used when it was last
     * looked at, so look often.
     */
    static CpuClock ofThreads(ProcessHandle process) {
        Map<Path, Long> used = new HashMap<>();
        return () -> {
            try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
                threads.forEach(thread -> used.merge(thread, nanos(thread.resolve("schedstat")), Math::max));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Duration.ofNanos(used.values().stream().mapToLong(Long::longValue).sum());
        };
    }

    /** @param schedstat a file whose first number is the time on a processor in nanoseconds */
    private static long nanos(Path schedstat) {
        try {
            return Long.parseLong(Files.readString(schedstat).split(" ")[0]);
        } catch (IOException e) {
            // the thread has ended since it was listed
            return 0;
        }
    }

    /** @param first index of the time in user mode, see proc(5); the time in the kernel follows */
    private static Duration ofFields(Path stat, int first) {
        try {
            String line = Files.readString(stat);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            int index = first - 2;
            return Duration.ofSeconds(Long.parseLong(fields[index]) + Long.parseLong(fields[index + 1])).dividedBy(TICKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
