package io.quarkiverse.containerd.deployment.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.quarkiverse.containerd.apt.ContainerdBinaries;
import io.quarkiverse.containerd.deployment.pods.Pod;
import io.quarkiverse.containerd.deployment.pods.PodNode;
import io.quarkiverse.containerd.testing.Command;
import io.quarkiverse.containerd.testing.Machine;

/** A packaged node daemon with two pods, one by runc and one by gVisor, that is put through faults. */
final class FaultNode implements AutoCloseable {

    static final Duration INTERVAL = Duration.ofMillis(300);
    static final Duration TIMEOUT = Duration.ofSeconds(2);
    static final Duration START_TIMEOUT = Duration.ofSeconds(5);
    static final Duration RESTART_AFTER = Duration.ofSeconds(4);
    static final Duration QUIET_PERIOD = Duration.ofMillis(500);
    static final Duration MAX_BACKOFF = Duration.ofMillis(500);
    /** The time that a busy machine may add to each. */
    static final Duration SLACK = Duration.ofSeconds(Integer.getInteger("containerd.soak.slack", 30));
    static final Duration PATIENCE = SLACK.multipliedBy(2);

    private final SettableClock clock = new SettableClock();
    private final PodNode node;
    private final Path program;
    private final Path executable;
    private Server runc;
    private Server runsc;
    private int logged;
    private String noted = "";

    FaultNode(Path application, ContainerdBinaries binaries) throws Exception {
        node = new PodNode(application, binaries, clock.jvmOptions());
        program = binaries.executable().orElseThrow();
        executable = Files.createDirectories(node.directory().resolve("bin")).resolve("containerd");
        useExecutable(program);
        Files.createDirectories(node.root());
        Command.run("mount", "-t", "tmpfs", "-o", "mode=0755,size=256m", "tmpfs", node.root().toString());
    }

    /**
     * A pod that serves a page.
     *
     * @param address its address, which containerd need not be asked for
     */
    record Server(Pod pod, String address) {
    }

    /** Starts the daemon and its pods. */
    void start() throws Exception {
        startDaemon();
        runc = startPod("runc");
        runsc = startPod("runsc");
        node.noteContainers();
    }

    void startDaemon() throws Exception {
        node.start(settings());
        // the first to answer may be a containerd that a killed daemon has left, and that is about to be stopped
        await("the network").atMost(PATIENCE).ignoreExceptions().until(() -> {
            node.client().reconnect();
            return node.cri().status().networkReady();
        });
    }

    void restartDaemon() throws Exception {
        node.stop();
        startDaemon();
    }

    /** Returns the command of the daemon. @param settings further ones, or others */
    ProcessBuilder command(String... settings) {
        return node.command(Stream.concat(Stream.of(settings()), Stream.of(settings)).toArray(String[]::new));
    }

    private String[] settings() {
        return new String[] { "quarkus.containerd.executable=" + executable,
                "quarkus.containerd.health.interval=" + INTERVAL,
                "quarkus.containerd.health.timeout=" + TIMEOUT,
                "quarkus.containerd.health.restart-after=" + RESTART_AFTER,
                "quarkus.containerd.supervisor.initial-backoff=200ms",
                "quarkus.containerd.supervisor.max-backoff=" + MAX_BACKOFF,
                "quarkus.containerd.timeouts.start=" + START_TIMEOUT,
                "quarkus.containerd.timeouts.stop=3s",
                "quarkus.containerd.preseed.watch=true",
                "quarkus.containerd.preseed.quiet-period=" + QUIET_PERIOD,
                "quarkus.containerd.preseed.required=*/pause.tar,*/busybox.tar",
                "quarkus.containerd.cni.subnets=10.97.0.0/24",
                "quarkus.log.category.\"root.runsc\".level=INFO" };
    }

    private Server startPod(String handler) throws Exception {
        Pod pod = Pod.run(node, handler);
        pod.startServer();
        return new Server(pod, pod.address());
    }

    /** Replaces the pod of runc, as the kubelet does with one that has died. */
    void replaceRunc() throws Exception {
        await("the end of the dead pod").atMost(PATIENCE).ignoreExceptions().until(() -> {
            runc.pod().remove();
            return true;
        });
        runc = startPod("runc");
        node.noteContainers();
    }

    /** Starts a second daemon, which is expected to end, and returns what it prints. */
    String second(String... settings) throws Exception {
        Process second = command(Stream.concat(Stream.of("quarkus.http.port=8081"), Stream.of(settings)).toArray(String[]::new))
                .start();
        try {
            String printed = new String(second.getInputStream().readAllBytes());
            assertThat(second.waitFor()).as(printed).isNotZero();
            return printed;
        } finally {
            second.destroyForcibly();
        }
    }

    /** Starts a second daemon with directories of its own, and one key of the first; it is expected to end. */
    String stranger(String shared) throws Exception {
        Path own = node.directory().resolve("stranger");
        return second("quarkus.containerd.run-directory=" + own.resolve("run"),
                "quarkus.containerd.root=" + own.resolve("root"), "quarkus.containerd.state=" + own.resolve("state"),
                "quarkus.containerd." + shared);
    }

    /** Takes note of the end of the log: {@link #newLog} returns what comes after it. */
    void mark() {
        logged = node.printed().length();
        noted = "";
    }

    /** Takes note of what another process has printed. */
    void note(String text) {
        noted = text;
    }

    /** What the daemon and other processes have printed since the mark. */
    String evidence() {
        return newLog() + noted;
    }

    /** What the daemon has printed since the mark. */
    String newLog() {
        return node.printed().substring(logged);
    }

    String health(String probe) {
        try {
            return node.daemonPage("/q/health/" + probe);
        } catch (IOException | InterruptedException | AssertionError e) {
            return "no answer: " + e.getMessage();
        }
    }

    boolean isReady() {
        return isUp(health("ready"));
    }

    /** Whether the whole of a probe's answer says UP. */
    static boolean isUp(String answer) {
        return answer.replaceAll("\\s", "").startsWith("{\"status\":\"UP\"");
    }

    List<Server> pods() {
        return List.of(runc, runsc);
    }

    /** The clock on the wall, as the daemon sees it. */
    SettableClock clock() {
        return clock;
    }

    PodNode node() {
        return node;
    }

    Path socket() {
        return node.state().resolve("containerd.sock");
    }

    Path root() {
        return node.root();
    }

    Path state() {
        return node.state();
    }

    /** The record of the running containerd. */
    Path record() {
        return node.run().resolve("containerd.json");
    }

    Path database() {
        return node.root().resolve("io.containerd.metadata.v1.bolt").resolve("meta.db");
    }

    Path fifo() {
        return node.run().resolve("runsc-logs.fifo");
    }

    /** The optional archive that faults make. */
    Path archive() {
        return node.preseedDirectory().resolve("fault.tar");
    }

    /** Makes the executable a link to a program. */
    void useExecutable(Path program) throws IOException {
        Path link = executable.resolveSibling("containerd.new");
        Files.createSymbolicLink(link, program);
        Files.move(link, executable, StandardCopyOption.ATOMIC_MOVE);
    }

    void restoreExecutable() throws IOException {
        useExecutable(program);
    }

    void removeExecutable() throws IOException {
        Files.delete(executable);
    }

    /** containerd's program. */
    Path program() {
        return program;
    }

    /** An action that may fail. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** Kills containerd, if it runs, and acts before the daemon starts the next one. */
    void withoutContainerd(Action action) throws Exception {
        long daemon = node.daemon().pid();
        signal("STOP", daemon);
        try {
            // a thread that still runs may take note of containerd's end, and start the next one, or may end while it is looked at
            await("the daemon's standstill").atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> isStopped(daemon));
            // also one that the daemon has started, and not recorded yet
            await("containerd's end").atMost(PATIENCE).until(() -> {
                List<ProcessHandle> left = Machine.processesNaming(node.run().resolve("config.toml").toString());
                left.forEach(ProcessHandle::destroyForcibly);
                return left.isEmpty();
            });
            action.run();
        } finally {
            signal("CONT", daemon);
        }
    }

    private static boolean isStopped(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads.toList()) {
                if (state(thread) != 'T') {
                    return false;
                }
            }
            return true;
        }
    }

    private static char state(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    long containerd() throws IOException {
        return node.containerd().pid();
    }

    /** The shim of runc's pod. */
    long shim() throws IOException {
        return Machine.processesNaming(runc.pod().id()).stream()
                .filter(process -> process.info().command().orElse("").contains("containerd-shim"))
                .findFirst().orElseThrow().pid();
    }

    static void signal(String signal, long pid) throws Exception {
        Command.run("kill", "-" + signal, Long.toString(pid));
    }

    @Override
    public void close() throws Exception {
        node.close();
        clock.close();
    }
}
