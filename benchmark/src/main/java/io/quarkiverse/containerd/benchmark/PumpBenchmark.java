package io.quarkiverse.containerd.benchmark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;

import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;

import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.runtime.host.files.Fifo;
import io.quarkiverse.containerd.runtime.logs.LogForwarder;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.pump.LogPump;
import io.quarkiverse.containerd.runtime.pump.PumpCounters;
import io.quarkiverse.containerd.runtime.pump.RunscLogParser;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SupervisorSettings;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;

/** Has the log pump read lines as runsc writes them, and {@code cat} the same lines from the same FIFO into a file. */
final class PumpBenchmark {

    private static final Duration SHUTDOWN = Duration.ofSeconds(10);
    private static final int LINES = 288_000;
    private static final String LAST = "the last line";
    private static final String LOGGED = "every line in the log";
    private static final String OFF = "level off";

    private final Path directory;
    private final int rounds;
    private final int count;

    /**
     * @param directory for files of its own
     * @param scale makes the log longer or shorter
     */
    PumpBenchmark(Path directory, int rounds, double scale) {
        this.directory = directory;
        this.rounds = rounds;
        this.count = (int) Math.max(1000, LINES * scale);
    }

    /** Measures all, in turn. */
    List<Figure> run() throws Exception {
        Path plain = write("plain.log", "seccomp: the filter of task 17 allows openat and 208 others");
        Path control = write("control.log", "\u001b\u0007\u0001\u001b\u0007\u0001".repeat(10));
        List<Double> cat = new ArrayList<>();
        List<Double> plainOff = new ArrayList<>();
        List<Double> plainLogged = new ArrayList<>();
        List<Double> controlOff = new ArrayList<>();
        List<Double> controlLogged = new ArrayList<>();
        Duration cpu = Duration.ZERO;
        for (int round = 0; round < rounds; round++) {
            cat.add(cat(plain));
            Duration before = CpuClock.ofThisProcess().used();
            plainOff.add(pump(plain, false));
            cpu = cpu.plus(CpuClock.ofThisProcess().used().minus(before));
            controlOff.add(pump(control, false));
            plainLogged.add(pump(plain, true));
            controlLogged.add(pump(control, true));
        }
        double megabytes = Files.size(plain) / 1e6;
        return List.of(
                Figure.rate(Subject.PUMP, OFF, "MB/s", rate(plain, plainOff), OptionalDouble.of(rate(plain, cat)), 150),
                Figure.shown(Subject.PUMP, OFF, "lines/s", count / median(plainOff)),
                Figure.shown(Subject.PUMP, OFF + ", CPU", "s for 100 MB", cpu.toNanos() / 1e9 / rounds / megabytes * 100),
                Figure.rate(Subject.PUMP, LOGGED, "MB/s", rate(plain, plainLogged), OptionalDouble.empty(), 80),
                Figure.cost(Subject.PUMP, OFF + ", full of control characters", "times as long",
                        median(controlOff) / median(plainOff), OptionalDouble.empty(), 2),
                Figure.cost(Subject.PUMP, LOGGED + ", full of control characters", "times as long",
                        median(controlLogged) / median(plainLogged), OptionalDouble.empty(), 2));
    }

    private static double median(List<Double> seconds) {
        return Medians.of(seconds.stream().mapToDouble(Double::doubleValue));
    }

    private static double rate(Path lines, List<Double> seconds) throws IOException {
        return Files.size(lines) / 1e6 / median(seconds);
    }

    private Path write(String name, String message) throws IOException {
        Path file = directory.resolve(name);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 1; i <= count; i++) {
                out.write("D1123 05:35:24.951558 %7d task_signals.go:%d] %s%n".formatted(1000 + i % 7, 100 + i % 800,
                        i < count ? message : LAST));
            }
        }
        return file;
    }

    private Fifo fifo() {
        return new Fifo(directory.resolve("runsc.fifo"), PosixFilePermissions.fromString("rw-------"));
    }

    /** Returns the time in seconds in which cat reads the lines from a FIFO into a file. */
    private double cat(Path lines) throws IOException, InterruptedException {
        Fifo fifo = fifo();
        fifo.ensure();
        long start = System.nanoTime();
        Process reader = new ProcessBuilder("cat", fifo.path().toString())
                .redirectOutput(directory.resolve("cat.log").toFile()).start();
        feed(lines, fifo);
        reader.waitFor();
        return seconds(start);
    }

    private static void feed(Path lines, Fifo fifo) throws IOException, InterruptedException {
        new ProcessBuilder("cat", lines.toString()).redirectOutput(fifo.path().toFile()).start().waitFor();
    }

    /** Returns the time in seconds in which the pump reads the lines, and all of them are logged if they are to be. */
    private double pump(Path lines, boolean logged) throws Exception {
        MemoryJournal journal = new MemoryJournal(1000, 16384);
        Supervisor supervisor = new Supervisor(SupervisorSettings.defaults(), journal, new SystemClock());
        Fifo fifo = fifo();
        CompletableFuture<Void> read = new CompletableFuture<>();
        CompletableFuture<Void> healthy = new CompletableFuture<>();
        RunscLogParser parser = new RunscLogParser();
        LogPump pump = new LogPump(fifo, line -> {
            if (line.endsWith(LAST)) {
                read.complete(null);
            }
            return parser.parse(line);
        }, new PumpCounters());
        Logger category = LogContext.getLogContext().getLogger(Supervisor.ROOT);
        category.setUseParentHandlers(false);
        category.setLevel(logged ? Level.ALL : Level.WARNING);
        Lines log = new Lines();
        category.addHandler(log);
        try (LogForwarder forwarder = new LogForwarder(journal, count + 1)) {
            supervisor.addListener(transition -> {
                if (transition.to() == NodeState.HEALTHY) {
                    healthy.complete(null);
                }
            });
            supervisor.start(pump);
            healthy.get();
            long start = System.nanoTime();
            feed(lines, fifo);
            read.get();
            if (logged) {
                log.complete.get();
            }
            return seconds(start);
        } finally {
            supervisor.shutdown(SHUTDOWN);
            category.clearHandlers();
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** A handler of the log, which does nothing with the lines: what formatting and writing cost depends on the application. */
    private static final class Lines extends ExtHandler {

        private final CompletableFuture<Void> complete = new CompletableFuture<>();

        @Override
        protected void doPublish(ExtLogRecord line) {
            if (line.getMessage().startsWith(LAST)) {
                complete.complete(null);
            }
        }
    }
}
