package io.quarkiverse.containerd.runtime.daemon;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.ExecutableLocator;
import io.quarkiverse.containerd.runtime.host.files.Fifo;
import io.quarkiverse.containerd.runtime.host.process.ContainerdProcess;
import io.quarkiverse.containerd.runtime.host.process.ProcessSpec;
import io.quarkiverse.containerd.runtime.pump.LogPump;
import io.quarkiverse.containerd.runtime.pump.RunscLogParser;

/**
 * The root of the supervision tree: {@code root.runsc}, {@code root.containerd} and the application's supervised beans.
 */
final class RootNode implements SupervisedRunnable {

    private static final List<String> USER_NAMESPACE = List.of("unshare", "--user", "--map-root-user", "--mount");
    private static final Duration KILL_ALLOWANCE = Duration.ofSeconds(5);

    private final ContainerdConfig config;
    private final Installation installation;
    private final SupervisedBeans beans;
    private final ContainerdProcess.ReadinessProbe probe;
    private final Consumer<NodeHandle> onReady;
    private final ContainerdFiles files;
    private final ConfigCheck check;
    private final ExecutableLocator commands = new ExecutableLocator(ExecutableLocator.COMMAND_DIRECTORIES);
    private final Semaphore containerdStopped = new Semaphore(1);

    /**
     * @param probe whether containerd answers
     * @param onReady called when it does, while its node can still start children
     */
    RootNode(ContainerdConfig config, Installation installation, SupervisedBeans beans, ContainerdProcess.ReadinessProbe probe,
            Consumer<NodeHandle> onReady) {
        this.config = config;
        this.installation = installation;
        this.beans = beans;
        this.probe = probe;
        this.onReady = onReady;
        this.files = new ContainerdFiles(config, installation.rendering());
        this.check = new ConfigCheck(config, installation);
    }

    @Override
    public void run(NodeHandle root) throws IOException {
        files.removeOutdated(root.logger());
        if (installation.rendering().gvisor()) {
            root.run("runsc", this::pump);
        }
        root.run("containerd", this::containerd);
        beans.groups().forEach(root::runGroup);
        root.signalHealthy();
        root.signalDone();
    }

    private void pump(NodeHandle node) throws Exception {
        files.prepareFifo();
        // A gVisor pod stands still when nobody reads its log, and containerd may wait for one while it stops.
        node.onCancel(this::awaitContainerdStopped);
        new LogPump(new Fifo(config.runsc().fifo(), PosixFilePermissions.fromString("rw-------")), new RunscLogParser())
                .run(node);
    }

    private void containerd(NodeHandle node) throws Exception {
        containerdStopped.acquire();
        try {
            files.prepareContainerd(node.logger());
            check.start(node.logger());
            new ContainerdProcess(settings(), probe, onReady).run(node);
        } finally {
            containerdStopped.release();
        }
    }

    private void awaitContainerdStopped() {
        Duration longest = config.timeouts().stop().plus(KILL_ALLOWANCE);
        try {
            if (containerdStopped.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                containerdStopped.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ContainerdProcess.Settings settings() {
        ProcessSpec process = new ProcessSpec(command(), environment(), config.directories().run(), config.timeouts().stop());
        return new ContainerdProcess.Settings(process, config.configFile().path(), config.directories().root(),
                config.grpc().address(),
                otherSockets(), config.directories().run().resolve("containerd.json"), config.timeouts().start());
    }

    private List<Path> otherSockets() {
        Path socket = config.grpc().address();
        Path ttrpc = config.ttrpc().address().orElse(socket.resolveSibling(socket.getFileName() + ".ttrpc"));
        return Stream.concat(Stream.of(ttrpc), config.debug().address().stream()).toList();
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        // In a session of its own containerd does not get the terminal's Ctrl-C; who gets it stops containerd in its turn.
        commands.find("setsid").map(Path::toString).ifPresent(command::add);
        command.addAll(config.process().userNamespace() ? USER_NAMESPACE : List.of());
        command.addAll(List.of(installation.executable().toString(), "--config", config.configFile().path().toString()));
        return command;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH",
                config.process().path().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        environment.put("TMPDIR", config.directories().temp().toString());
        environment.putAll(installation.rendering().environment());
        environment.putAll(config.process().environment());
        return environment;
    }
}
