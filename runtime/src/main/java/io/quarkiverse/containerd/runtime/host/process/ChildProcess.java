package io.quarkiverse.containerd.runtime.host.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.host.ProcTable;

/**
 * A long-running child process. Its environment is exactly what its specification says. Its standard output and
 * standard error are each read by a thread of their own, whatever becomes of what was read: containerd blocks once a
 * pipe that nobody empties is full.
 * <p>
 * It uses {@link ProcessBuilder} directly and not smallrye-common-process, which is made for commands that end by
 * themselves: there, waiting for the process cannot be interrupted, its end is noticed only when every process that
 * inherited its output has ended too, a shutdown hook keeps the JVM from ending before the process does, and killing
 * it takes its descendants (the shims, and so the pods) along.
 */
final class ChildProcess implements Child {

    private static final Logger LOG = Logger.getLogger(ChildProcess.class);
    /** What a process prints can be filtered apart from what its node logs. */
    private static final String CATEGORY = "log";
    private static final ProcTable PROCESSES = new ProcTable();
    private static final int KEPT_LINES = 50;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);

    private final Process process;
    private final ChildStop stop;
    private final boolean group;
    private final NodeLogger log;
    private final LastLines lastLines;
    private volatile long lastOutput = System.nanoTime();
    private final Thread output;
    private final Thread error;

    private ChildProcess(Process process, ProcessSpec spec, NodeLogger log, LineParser parser) {
        this.process = process;
        this.group = spec.stop().group();
        this.stop = new ChildStop(process, spec.stop(), log);
        this.log = log;
        this.lastLines = new LastLines(KEPT_LINES);
        LineParser keeping = line -> {
            lastLines.add(line);
            return parser.parse(line);
        };
        this.output = reader(log.dn() + ":stdout", process.getInputStream(), log.lines(CATEGORY, keeping));
        this.error = reader(log.dn() + ":stderr", process.getErrorStream(), log.lines(CATEGORY, keeping));
    }

    /**
     * Starts a process whose standard input is empty.
     *
     * @param log receives what the process prints
     * @param parser parses what the process prints; used by two threads
     * @throws IOException if it cannot be started
     */
    static ChildProcess start(ProcessSpec spec, NodeLogger log, LineParser parser) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(spec.command());
        builder.directory(spec.directory().toFile());
        builder.environment().clear();
        builder.environment().putAll(spec.environment());
        builder.redirectInput(Redirect.from(new File("/dev/null")));
        Process process = builder.start();
        try {
            ChildProcess child = new ChildProcess(process, spec, log, parser);
            child.output.start();
            child.error.start();
            return child;
        } catch (RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns a future that completes when the process has ended. */
    CompletableFuture<ExitStatus> exit() {
        return process.onExit().thenApply(ended -> new ExitStatus(ended.exitValue()));
    }

    @Override
    public ExitStatus awaitExit() throws InterruptedException {
        process.waitFor();
        if (group) {
            // what is left of it has the output open
            stop.run();
        }
        drain(DRAIN_TIMEOUT.toNanos());
        return new ExitStatus(process.exitValue());
    }

    @Override
    public Optional<ExitStatus> awaitExit(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS) ? Optional.of(awaitExit()) : Optional.empty();
    }

    @Override
    public long lastOutput() {
        return lastOutput;
    }

    @Override
    public long processorTicks() {
        return PROCESSES.stat(pid()).map(ProcTable.Stat::processorTicks).orElse(0L);
    }

    @Override
    public List<String> lastLines(int count) {
        return lastLines.newest(count);
    }

    @Override
    public void terminate() {
        stop.begin();
    }

    /** Whether it was asked to end. */
    boolean isTerminated() {
        return stop.hasBegun();
    }

    @Override
    public Optional<ExitStatus> stop() {
        if (!stop.run()) {
            return Optional.empty();
        }
        Uninterruptibly.await(DRAIN_TIMEOUT, this::drain);
        return Optional.of(new ExitStatus(process.exitValue()));
    }

    /**
     * Waits for the readers, which reach the end of their streams once the process has ended, unless a child of it has
     * inherited the pipe.
     */
    private boolean drain(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (Thread reader : List.of(output, error)) {
            reader.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
        return true;
    }

    private Thread reader(String name, InputStream stream, OutputStream lines) {
        Thread thread = new Thread(() -> read(stream, lines), name);
        thread.setDaemon(true);
        return thread;
    }

    private void read(InputStream stream, OutputStream lines) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (stream; lines) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                lastOutput = System.nanoTime();
                pass(lines, buffer, count, stream.available() == 0);
            }
        } catch (IOException e) {
            log.debugf("The output of process %d ends: %s", pid(), e.getMessage());
        }
    }

    /** Passes output on to the log; whatever happens there, the stream must be read on. */
    private static void pass(OutputStream lines, byte[] buffer, int count, boolean drained) throws IOException {
        try {
            lines.write(buffer, 0, count);
            if (drained) {
                lines.flush();
            }
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "The output of a process could not be logged");
        }
    }
}
