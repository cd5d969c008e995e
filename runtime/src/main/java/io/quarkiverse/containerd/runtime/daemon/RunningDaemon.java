package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.Transition;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.client.ContainerdClient.Deprecation;
import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.logs.LogForwarder;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.logs.SourceLimit;
import io.quarkiverse.containerd.runtime.preseed.Preseed;
import io.quarkiverse.containerd.runtime.pump.RunscLogParser;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkiverse.containerd.runtime.supervisor.SystemClock;

/** A node daemon that has been started. To make one finds containerd, and fails where that cannot work. */
@Singleton
@Typed(RunningDaemon.class)
final class RunningDaemon implements DaemonState {

    private static final Duration RESPONSE_LIMIT = Duration.ofSeconds(2);

    private final Duration shutdownTimeout;
    private final RootNode root;
    private final ContainerdProbe probe;
    private final WatchCounters counters;
    private final Deprecations deprecations;
    private final Preseed preseed;
    private final DaemonLocks locks;
    private final Supervisor supervisor;
    private final LogForwarder forwarder;
    private volatile NodeHandle.Registration listening = () -> {
    };

    RunningDaemon(ContainerdConfig config, MemoryJournal journal, CurrentInstallation installation,
            ContainerdFiles files, RootNode root, ContainerdProbe probe, WatchCounters counters, Deprecations deprecations,
            Preseed preseed) {
        this.shutdownTimeout = config.supervisor().shutdownTimeout();
        this.root = root;
        this.probe = probe;
        this.counters = counters;
        this.deprecations = deprecations;
        this.preseed = preseed;
        this.locks = files.lock(installation.rendering());
        this.supervisor = new Supervisor(ConfiguredSettings.supervisor(config.supervisor()), journal, new SystemClock());
        this.forwarder = forwarder(config, journal);
    }

    private static LogForwarder forwarder(ContainerdConfig config, MemoryJournal journal) {
        int capacity = config.logs().forwardCapacity();
        int rate = config.runsc().logRate();
        return rate == 0 ? new LogForwarder(journal, capacity)
                : new LogForwarder(journal, capacity, new SourceLimit(RunscLogNode.DN, ConfigKeys.key("runsc.log-rate"),
                        RunscLogParser.PID, rate));
    }

    /** @param listener is told of each change of the tree */
    void start(Consumer<Transition> listener) {
        listening = supervisor.addListener(listener);
        supervisor.start(root::run);
    }

    @Override
    public List<NodeSnapshot> tree() {
        return supervisor.snapshot();
    }

    @Override
    public Optional<NodeSnapshot> node(String dn) {
        return supervisor.snapshot(dn);
    }

    @Override
    public Set<String> optionalNodes() {
        return root.optionalNodes();
    }

    @Override
    public Optional<ContainerdStatus> containerd() {
        return probe.newest();
    }

    @Override
    public WatchReport watch() {
        return counters.report();
    }

    @Override
    public List<Deprecation> deprecations() {
        return deprecations.newest();
    }

    @Override
    public boolean criEnabled() {
        return probe.criEnabled();
    }

    @Override
    public long droppedLogEntries() {
        return forwarder.dropped();
    }

    @Override
    public boolean supervisorResponsive() {
        return supervisor.isResponsive(RESPONSE_LIMIT);
    }

    @Override
    public List<StuckRunnable> stuck() {
        return supervisor.stuck();
    }

    @Override
    public void rescan() {
        preseed.rescan();
    }

    @Override
    public boolean restart(String dn, String reason) {
        return supervisor.restart(dn, reason);
    }

    @Override
    public boolean fail(String dn, String reason) {
        return supervisor.fail(dn, reason);
    }

    @Override
    public void stop() {
        try (locks) {
            supervisor.shutdown(shutdownTimeout);
            // a node that has not ended would tell of its end when there are no beans any more
            listening.close();
            forwarder.close();
        }
    }
}
