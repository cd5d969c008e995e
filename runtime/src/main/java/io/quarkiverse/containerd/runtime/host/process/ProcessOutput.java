package io.quarkiverse.containerd.runtime.host.process;

import java.io.OutputStream;
import java.util.List;
import java.util.function.Supplier;

/** What a process prints to its two streams. */
final class ProcessOutput {

    private static final int KEPT_LINES = 50;

    private final LastLines lines = new LastLines(KEPT_LINES);
    private final List<OutputReader> readers;

    /** @param name the name of the process in the names of threads */
    ProcessOutput(String name, Process process) {
        this.readers = List.of(new OutputReader(name + ":stdout", process.getInputStream()),
                new OutputReader(name + ":stderr", process.getErrorStream()));
    }

    void start() {
        readers.forEach(OutputReader::start);
    }

    /** @param sink makes what the output of a stream is passed to from now on */
    void attach(Supplier<OutputStream> sink) {
        readers.forEach(reader -> reader.attach(sink.get()));
    }

    /** Has the output kept until another sink is attached. */
    void detach() {
        readers.forEach(OutputReader::detach);
    }

    /** Returns the newest lines. */
    LastLines lines() {
        return lines;
    }

    /** Returns the time at which something was last printed, as {@link System#nanoTime()} has it. */
    long last() {
        return readers.stream().mapToLong(OutputReader::last).reduce((one, other) -> one - other > 0 ? one : other)
                .orElseThrow();
    }

    /**
     * Waits for the readers, which reach the end of their streams once the process has ended, unless a child of it has
     * inherited the pipe.
     */
    void drain(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (OutputReader reader : readers) {
            reader.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
    }
}
