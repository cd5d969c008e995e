package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.preseed.LoadPlan;
import io.quarkiverse.containerd.runtime.host.files.DirectoryLock;
import io.quarkiverse.containerd.runtime.logs.LogForwarder;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;

/** A node daemon that has been started. */
final class RunningDaemon implements DaemonState {

    private static final Duration RESPONSE_LIMIT = Duration.ofSeconds(2);

    private final Supervisor supervisor;
    private final LogForwarder forwarder;
    private final ContainerdWatch watch;
    private final NodePreseed preseed;
    private final boolean criEnabled;
    private final DirectoryLock lock;
    private final Duration shutdownTimeout;

    RunningDaemon(Supervisor supervisor, LogForwarder forwarder, ContainerdWatch watch, NodePreseed preseed,
            boolean criEnabled, DirectoryLock lock, Duration shutdownTimeout) {
        this.supervisor = supervisor;
        this.forwarder = forwarder;
        this.watch = watch;
        this.preseed = preseed;
        this.criEnabled = criEnabled;
        this.lock = lock;
        this.shutdownTimeout = shutdownTimeout;
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
    public Optional<ContainerdStatus> containerd() {
        return watch.newest();
    }

    @Override
    public boolean criEnabled() {
        return criEnabled;
    }

    @Override
    public List<LoadPlan> plan() throws IOException {
        return preseed.plan();
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
    public void probe() {
        watch.probe();
    }

    @Override
    public void rescan() {
        preseed.rescan();
    }

    @Override
    public void stop() throws IOException {
        try (lock) {
            supervisor.shutdown(shutdownTimeout);
            forwarder.close();
        }
    }
}
