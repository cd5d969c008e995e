package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

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
