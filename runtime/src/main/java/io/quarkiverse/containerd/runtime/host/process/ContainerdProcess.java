package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.host.ShortCommand;
import io.quarkiverse.containerd.runtime.host.files.FileLocks;
import io.quarkiverse.containerd.runtime.render.Secrets;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

/**
 * Runs containerd as a node of the supervision tree. The node is HEALTHY from the moment containerd answers on its
 * socket and the socket belongs to this child. It fails with {@link StartFailure} if that does not happen, and with
 * {@link ProcessExit} if containerd ends later, or {@link WatchFailure} if its watch has it restarted. Whatever happens to the
 * node, its child does not outlive it, unless its daemon leaves it to the next one.
 */
public final class ContainerdProcess implements SupervisedRunnable {

    private static final int QUOTED_LINES = 50;
    private static final Duration EXIT_NOTICE = Duration.ofMillis(200);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

    /**
     * Settings of the process.
     *
     * @param process the process
     * @param executable the executable that its command line names, perhaps behind other programs
     * @param configFile the configuration file that its command line names
     * @param root containerd's root directory
     * @param socket the unix socket it serves on
     * @param otherSockets further sockets that go with it: those that it creates, and another name of its socket
     * @param pidRecord file that tells a later run of this daemon which process it may have left behind
     * @param startLimit the time for which containerd may give no sign of life until it serves
     * @param secrets what is not shown of what containerd prints
     * @param files the files that were rendered for it
     */
    public record Settings(ProcessSpec process, Path executable, Path configFile, Path root, Path socket,
            List<Path> otherSockets, Path pidRecord, StartLimit startLimit, Secrets secrets, List<RenderedFile> files) {

        public Settings {
            otherSockets = List.copyOf(otherSockets);
            files = List.copyOf(files);
        }
    }

    private final Settings settings;
    private final ReadinessProbe probe;
    private final Consumer<ServingContainerd> watch;
    private final ProcTable processes = new ProcTable();
    private final SocketOwner socketOwner = new SocketOwner(processes);
    private final FileLocks locks = new FileLocks(processes);
    private final ToldWarnings told;
    private final ContainerdKeep keep;

    /**
     * @param probe checks containerd through its socket
     * @param watch is given each containerd that serves, before the node is HEALTHY
     * @param told what earlier starts have logged
     * @param keep has what an earlier daemon has left, and takes what this one leaves
     */
    public ContainerdProcess(Settings settings, ReadinessProbe probe, Consumer<ServingContainerd> watch,
            ToldWarnings told, ContainerdKeep keep) {
        this.settings = settings;
        this.probe = probe;
        this.watch = watch;
        this.told = told;
        this.keep = keep;
    }

    @Override
    public void run(NodeHandle node) throws Exception {
        NodeLogger log = node.logger();
        try {
            Optional<ContainerdOrigin> origin = origin();
            Optional<ChildProcess> left = origin.flatMap(from -> keep.take(from, log));
            ChildProcess child = left.isPresent() ? takeOver(left.get(), log) : start(log);
            node.onCancel(() -> {
                if (!keep.isLeaving()) {
                    child.terminate();
                }
            });
            try {
                serve(node, child, left.isPresent());
            } catch (DiagnosedFailure e) {
                if (!child.isTerminated()) {
                    throw e;
                }
            } finally {
                end(child, origin, log);
            }
        } catch (InterruptedException e) {
            if (!node.isCancelled()) {
                throw e;
            }
        }
    }

    /** Leaves the child to the next daemon, or stops it. */
    private void end(ChildProcess child, Optional<ContainerdOrigin> origin, NodeLogger log) {
        Runnable traces = () -> removeTraces(log);
        boolean left = origin.isPresent() && keep.keep(child, origin.get(), traces);
        if (!left && child.stop().isPresent()) {
            traces.run();
        }
    }

    /**
     * Removes the record and the sockets: containerd leaves all but one behind, and all of them when it is killed. What cannot
     * be removed must not hide why containerd has ended.
     */
    private void removeTraces(NodeLogger log) {
        remove(settings.pidRecord(), log);
        for (Path socket : sockets()) {
            if (findIfReadable(() -> socketOwner.find(socket)).isEmpty()) {
                remove(socket, log);
            }
        }
    }

    private static void remove(Path file, NodeLogger log) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warnf("%s cannot be removed: %s", file, FileSystemErrors.describe(e));
        }
    }

    private List<Path> sockets() {
        return Stream.concat(Stream.of(settings.socket()), settings.otherSockets().stream()).toList();
    }

    /** Returns nothing if there is no executable, which the start says. */
    private Optional<ContainerdOrigin> origin() {
        try {
            return Optional.of(ContainerdOrigin.of(settings.process(), settings.executable(), settings.files()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private ChildProcess takeOver(ChildProcess left, NodeLogger log) {
        return left.takenOver(settings.process(), log, parser(StartLines.afterStart(lines(), told)));
    }

    private ChildProcess start(NodeLogger log) throws IOException, InterruptedException, StartFailure {
        ProcessSpec spec = settings.process();
        new Leftovers(processes, spec.stop().timeout(), KILL_TIMEOUT).stop(settings.pidRecord(),
                new ConfiguredCommand(settings.executable(), settings.configFile()), log);
        new BrokenIngests(settings.root(), locks).remove(log);
        try {
            return ChildProcess.start(spec, log, parser(new StartLines(lines(), told)));
        } catch (IOException e) {
            throw new StartFailure("containerd could not be started", ContainerdDiagnosis.ofSpawn(spec, e), List.of(), e);
        }
    }

    private static LineParser lines() {
        return ExpectedWarnings.lowered(new ContainerdLogParser());
    }

    private LineParser parser(StartLines lines) {
        LineParser parser = new TraceCut(lines);
        return line -> parser.parse(settings.secrets().mask(line));
    }

    private List<String> lastLines(ChildProcess child) {
        return child.lastLines(QUOTED_LINES).stream().map(settings.secrets()::mask).toList();
    }

    private void serve(NodeHandle node, ChildProcess child, boolean left) throws Exception {
        long began = System.nanoTime();
        Optional<PidRecord> record = PidRecord.of(child.pid(), settings.process().command(), processes);
        if (record.isPresent()) {
            record.get().write(settings.pidRecord());
        }
        probe.started();
        SocketFile socket = awaitServing(child, began, node.logger());
        node.logger().infof(left ? "containerd (pid %d) runs on and serves on %s, found after %d ms"
                : "containerd (pid %d) serves on %s after %d ms", child.pid(), settings.socket(),
                (System.nanoTime() - began) / 1_000_000);
        ServingContainerd serving = new ServingContainerd(child.pid(), settings.socket(), socket, socketOwner,
                child.exit());
        watch.accept(serving);
        node.signalHealthy();
        Optional<ServingContainerd.Restart> restart = serving.awaitEnd();
        // who looks at a containerd that has just ended may ask for its restart
        if (restart.isPresent() && child.awaitExit(EXIT_NOTICE).isEmpty()) {
            if (restart.get().dump()) {
                dumpGoroutines(child, node.logger());
            }
            throw new WatchFailure("containerd (pid " + child.pid() + ") is restarted: " + restart.get().reason());
        }
        ExitStatus exit = child.awaitExit();
        List<String> lines = lastLines(child);
        throw new ProcessExit("containerd", child.pid(), exit, ContainerdDiagnosis.of(lines, Optional.of(exit),
                facts(child, Optional.of(exit))), lines);
    }

    /**
     * Asks containerd to log what its goroutines do, which it also writes to a file in its TMPDIR; before SIGTERM it does so.
     */
    private void dumpGoroutines(ChildProcess child, NodeLogger log) {
        try {
            GoroutineDumps.prune(Path.of(settings.process().environment().getOrDefault("TMPDIR", "/tmp")));
            GoroutineDumps.request(child.pid());
        } catch (IOException e) {
            log.infof("containerd (pid %d) could not be asked for its goroutines: %s", child.pid(), e.getMessage());
        }
    }

    private SocketFile awaitServing(ChildProcess child, long began, NodeLogger log) throws Exception {
        StartWait wait = new StartWait("containerd", "serve on " + settings.socket(), "served", settings.startLimit(),
                (what, exit) -> failure(child, what, exit), System::nanoTime);
        return wait.await(child, began, () -> servingSocket(child), log);
    }

    /** The owner is asked first, because a containerd of somebody else may answer on the same path. */
    private Optional<SocketFile> servingSocket(ChildProcess child) throws IOException, InterruptedException {
        Optional<SocketFile> socket = ownSocket(child);
        return socket.isPresent() && probe.isServing() ? socket : Optional.empty();
    }

    private Optional<SocketFile> ownSocket(ChildProcess child) throws IOException {
        try {
            return socketOwner.listens(child.pid(), settings.socket()) ? SocketFile.at(settings.socket()) : Optional.empty();
        } catch (NoSuchFileException removed) {
            return Optional.empty();
        }
    }

    private StartFailure failure(ChildProcess child, String what, Optional<ExitStatus> exit) {
        List<String> lines = lastLines(child);
        return new StartFailure(what, ContainerdDiagnosis.of(lines, exit, facts(child, exit)), lines, null);
    }

    private ContainerdDiagnosis.Facts facts(ChildProcess child, Optional<ExitStatus> exit) {
        OptionalLong databaseHolder = findIfReadable(() -> locks.holder(MetadataDatabase.below(settings.root()), child.pid()));
        OptionalLong owner = findIfReadable(() -> socketOwner.find(settings.socket()));
        return new ContainerdDiagnosis.Facts(settings.configFile(), settings.root(), settings.socket(), databaseHolder,
                owner.isPresent() && owner.getAsLong() == child.pid() ? OptionalLong.empty() : owner,
                sockets().stream().filter(socket -> Files.isDirectory(socket)).findFirst(), settings.executable(),
                processes.stat(child.pid()).map(ProcTable.Stat::state),
                exit.filter(ExitStatus::killed).flatMap(status -> outOfMemory(child.pid())));
    }

    /** Returns what the kernel's log says if the kernel has killed a process because memory ran out. */
    private static Optional<String> outOfMemory(long pid) {
        try {
            String killed = ShortCommand.run(List.of("/bin/sh", "-c", "dmesg | grep 'Kill.* process " + pid + " '"));
            return killed.lines().reduce((earlier, later) -> later).map(line -> line.replaceFirst("^\\[[^]]*\\] *", ""));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private interface ProcessLookup {
        OptionalLong find() throws IOException;
    }

    /** Returns nothing if the lookup fails: a diagnosis must not fail because of what it cannot see. */
    private static OptionalLong findIfReadable(ProcessLookup lookup) {
        try {
            return lookup.find();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Checks whether a daemon serves. */
    @FunctionalInterface
    public interface ReadinessProbe {

        /** Is told that the process has been started, and is checked from now on. */
        default void started() {
        }

        /**
         * Checks once. It returns soon, even if nobody answers, and does not throw in that case.
         *
         * @throws InterruptedException if the thread is interrupted
         */
        boolean isServing() throws InterruptedException;
    }
}
