package io.quarkiverse.containerd.runtime.host.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.ProcessReadiness;
import io.quarkiverse.containerd.SupervisedProcess;
import io.quarkiverse.containerd.SupervisedProcesses;
import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkiverse.containerd.runtime.host.ExecutableLocator;
import io.quarkiverse.containerd.runtime.host.ProcTable;
import io.quarkiverse.containerd.runtime.host.files.Directories;
import io.quarkiverse.containerd.runtime.host.files.FileInstaller;

/** Runs child processes as nodes of the supervision tree. */
public final class ProcessRunner implements SupervisedProcesses {

    /** The variable by which a later run of the daemon knows its processes. */
    static final String MARK = "QUARKUS_CONTAINERD_PROCESS";

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final String SUFFIX = ".json";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

    private final Path records;
    private final List<Path> searchPath;
    private final Directories directories;
    private final ProcTable processes = new ProcTable();
    private final ExecutableLocator commands = new ExecutableLocator(ExecutableLocator.COMMAND_DIRECTORIES);
    private final HttpProbe probe = new HttpProbe();
    private volatile CompletableFuture<Void> leftovers = CompletableFuture.completedFuture(null);
    private final Map<String, StartLimit> startLimits = new ConcurrentHashMap<>();

    /**
     * @param records the directory for the records of running processes
     * @param searchPath the directories of programs that are named without one, and the processes' PATH
     */
    public ProcessRunner(Path records, List<Path> searchPath, Directories directories) {
        this.records = records;
        this.searchPath = List.copyOf(searchPath);
        this.directories = directories;
    }

    /**
     * Begins to stop what an earlier run has left, also processes that are not run any more. No process is started before
     * that is done.
     */
    public void stopLeftovers(NodeLogger log) {
        try (Stream<Path> files = Files.isDirectory(records) ? Files.list(records) : Stream.empty()) {
            leftovers = CompletableFuture.allOf(files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .map(record -> CompletableFuture.runAsync(() -> stopLeftover(record, log), ProcessRunner::onThread))
                    .toArray(CompletableFuture[]::new));
        } catch (IOException e) {
            log.warnf("the records of an earlier run's processes cannot be listed: %s", FileSystemErrors.describe(e));
        }
    }

    private static void onThread(Runnable task) {
        Thread thread = new Thread(task, "containerd-leftovers");
        thread.setDaemon(true);
        thread.start();
    }

    /** What cannot be stopped fails the start of its own node. */
    private void stopLeftover(Path record, NodeLogger log) {
        try {
            List<String> command = PidRecord.read(record).map(PidRecord::command).orElse(List.of());
            new Leftovers(processes, STOP_TIMEOUT, KILL_TIMEOUT).stop(record,
                    new MarkedProcesses(MARK, record.toString(), command, OptionalLong.empty()), log);
        } catch (IOException e) {
            log.warnf("%s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run(NodeHandle node, SupervisedProcess process) throws Exception {
        run(node, process, "its start timeout", "its longest start timeout");
    }

    /**
     * Runs a process as a node.
     *
     * @param startName what has its start timeout, such as a key, for messages
     * @param longestName what has its longest start timeout
     */
    public void run(NodeHandle node, SupervisedProcess process, String startName, String longestName) throws Exception {
        StartLimit limit = startLimits.computeIfAbsent(node.dn(), dn -> new StartLimit(process.startTimeout(),
                process.longestStartTimeout(), startName, longestName));
        new ChildNode(name(node.dn()), log -> launch(node.dn(), process, log), limit,
                new ChildNode.ProbeSettings(process.probeInterval(), process.restartAfter()), System::nanoTime).run(node);
    }

    private static String name(String dn) {
        return dn.substring(dn.lastIndexOf('.') + 1);
    }

    private ChildNode.Started launch(String dn, SupervisedProcess process, NodeLogger log)
            throws IOException, InterruptedException, ExecutionException, StartFailure {
        leftovers.handle((done, failure) -> done).get();
        Path record = records.resolve(dn + SUFFIX);
        UserSwitch user = process.user().isPresent() ? UserSwitch.to(process.user().get()) : UserSwitch.NONE;
        ProcessSpec spec = specification(record, process, user, log);
        directories.ensure(records, PRIVATE);
        FileInstaller.removeUnfinished(record);
        new Leftovers(processes, process.stopTimeout(), KILL_TIMEOUT).stop(record,
                new MarkedProcesses(MARK, record.toString(), spec.command(), user.id()), log);
        AtomicBoolean said = new AtomicBoolean();
        ChildProcess child = start(name(dn), spec, log, parser(process, said));
        try {
            Optional<PidRecord> running = PidRecord.of(child.pid(), spec.command(), processes);
            if (running.isPresent()) {
                running.get().write(record);
            }
        } catch (IOException | RuntimeException | Error e) {
            child.stop();
            throw e;
        }
        return new ChildNode.Started(child, check(process, said), () -> forget(record, log));
    }

    private ProcessSpec specification(Path record, SupervisedProcess process, UserSwitch user, NodeLogger log)
            throws StartFailure {
        Path program = program(process.command().get(0));
        require(Files.isDirectory(process.directory()), "the working directory " + process.directory() + " is missing",
                "Create it.");
        List<String> command = new ArrayList<>();
        Optional<Path> setsid = commands.find("setsid");
        setsid.map(Path::toString).ifPresent(command::add);
        command.addAll(user.command());
        command.add(program.toString());
        command.addAll(process.command().subList(1, process.command().size()));
        if (setsid.isEmpty()) {
            log.warnf("setsid was not found, so that what this process starts is not stopped with it; install util-linux");
        }
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", searchPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        environment.putAll(user.environment());
        environment.putAll(process.environment());
        environment.put(MARK, record.toString());
        return new ProcessSpec(command, environment, process.directory(),
                new StopRule(process.stopSignal(), process.stopTimeout(), true));
    }

    /** Finds the program of a command; what is found may be no program. */
    private Path program(String name) throws StartFailure {
        Path program = name.startsWith("/") ? Path.of(name) : new ExecutableLocator(searchPath).find(name).orElse(null);
        require(program != null, "there is no program " + name + " in a directory of quarkus.containerd.path",
                "Install it, or name its absolute path.");
        require(Files.exists(program), "the program " + program + " is missing", "Install it, or name another one.");
        require(Files.isRegularFile(program) && Files.isExecutable(program),
                program + " is not a file that this user can execute", "Correct its mode, or name another one.");
        return program;
    }

    private static void require(boolean met, String cause, String hint) throws StartFailure {
        if (!met) {
            throw new StartFailure("the process could not be started", Optional.of(new Diagnosis(cause, hint)), List.of(),
                    null);
        }
    }

    private static ChildProcess start(String name, ProcessSpec spec, NodeLogger log, LineParser parser) throws StartFailure {
        try {
            return ChildProcess.start(spec, log, parser);
        } catch (IOException e) {
            throw new StartFailure(name + " could not be started", Optional.of(new Diagnosis(
                    "the program cannot be run: " + e.getMessage(),
                    "It may have been built for another processor or C library.")), List.of(), e);
        }
    }

    private static LineParser parser(SupervisedProcess process, AtomicBoolean said) {
        LineParser parser = ProgramLogParser.of(process.logFormat());
        if (process.ready() instanceof ProcessReadiness.Line line) {
            return text -> {
                if (!said.get() && line.pattern().matcher(text).find()) {
                    said.set(true);
                }
                return parser.parse(text);
            };
        }
        return parser;
    }

    private Optional<ReadyCheck> check(SupervisedProcess process, AtomicBoolean said) {
        ProcessReadiness ready = process.ready();
        if (ready instanceof ProcessReadiness.Http http) {
            return Optional.of(ReadyChecks.http(http.url(), process.probeTimeout(), probe));
        } else if (ready instanceof ProcessReadiness.Socket socket) {
            return Optional.of(ReadyChecks.socket(socket.path()));
        } else if (ready instanceof ProcessReadiness.Port port) {
            return Optional.of(ReadyChecks.port(port.number()));
        } else if (ready instanceof ProcessReadiness.Line) {
            return Optional.of(ReadyChecks.line(said::get));
        }
        return ready instanceof ProcessReadiness.Exit ? Optional.empty() : Optional.of(ReadyChecks.running());
    }

    /** What cannot be removed must not hide why the process has ended. */
    private static void forget(Path record, NodeLogger log) {
        try {
            Files.deleteIfExists(record);
        } catch (IOException e) {
            log.warnf("%s cannot be removed: %s", record, FileSystemErrors.describe(e));
        }
    }
}
