package io.quarkiverse.containerd.runtime.host.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.host.ProcTable;

/**
 * A long-running child process. Its environment is exactly what its specification says. Its standard output and
 * standard error are each read by a thread of their own.
 * <p>
 * It uses {@link ProcessBuilder} directly and not smallrye-common-process, which is made for commands that end by
 * themselves: there, waiting for the process cannot be interrupted, its end is noticed only when every process that
 * inherited its output has ended too, a shutdown hook keeps the JVM from ending before the process does, and killing
 * it takes its descendants (the shims, and so the pods) along.
 */
final class ChildProcess implements Child {

    /** What a process prints can be filtered apart from what its node logs. */
    private static final String CATEGORY = "log";
    private static final ProcTable PROCESSES = new ProcTable();
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);

    private final Process process;
    private final ChildStop stop;
    private final boolean group;
    private final ProcessOutput output;

    private ChildProcess(Process process, ProcessOutput output, ProcessSpec spec, NodeLogger log, LineParser parser) {
        this.process = process;
        this.output = output;
        this.group = spec.stop().group();
        this.stop = new ChildStop(process, spec.stop(), log);
        LineParser keeping = line -> {
            output.lines().add(line);
            return parser.parse(line);
        };
        output.attach(() -> log.lines(CATEGORY, keeping));
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
            ProcessOutput output = new ProcessOutput(log.dn(), process);
            ChildProcess child = new ChildProcess(process, output, spec, log, parser);
            output.start();
            return child;
        } catch (RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Has what the process prints kept, until somebody takes it over. */
    void detach() {
        output.detach();
    }

    /** Returns the same process for another node, whose log gets what it prints from now on. */
    ChildProcess takenOver(ProcessSpec spec, NodeLogger log, LineParser parser) {
        return new ChildProcess(process, output, spec, log, parser);
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
        output.drain(DRAIN_TIMEOUT.toNanos());
        return new ExitStatus(process.exitValue());
    }

    @Override
    public Optional<ExitStatus> awaitExit(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS) ? Optional.of(awaitExit()) : Optional.empty();
    }

    @Override
    public long lastOutput() {
        return output.last();
    }

    @Override
    public long processorTicks() {
        return PROCESSES.stat(pid()).map(ProcTable.Stat::processorTicks).orElse(0L);
    }

    @Override
    public List<String> lastLines(int count) {
        return output.lines().newest(count);
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
        Uninterruptibly.await(DRAIN_TIMEOUT, nanos -> {
            output.drain(nanos);
            return true;
        });
        return Optional.of(new ExitStatus(process.exitValue()));
    }
}
