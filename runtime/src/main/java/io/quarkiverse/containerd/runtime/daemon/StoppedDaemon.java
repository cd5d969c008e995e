package io.quarkiverse.containerd.runtime.daemon;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.client.ContainerdClient.Deprecation;

/** A node daemon that is disabled, or not started yet: it has no tree, and nothing is wrong with it. */
final class StoppedDaemon implements DaemonState {

    @Override
    public List<NodeSnapshot> tree() {
        return List.of();
    }

    @Override
    public Optional<NodeSnapshot> node(String dn) {
        return Optional.empty();
    }

    @Override
    public Set<String> optionalNodes() {
        return Set.of();
    }

    @Override
    public Optional<ContainerdStatus> containerd() {
        return Optional.empty();
    }

    @Override
    public WatchReport watch() {
        return WatchReport.NOTHING;
    }

    @Override
    public List<Deprecation> deprecations() {
        return List.of();
    }

    @Override
    public boolean criEnabled() {
        return false;
    }

    @Override
    public long droppedLogEntries() {
        return 0;
    }

    @Override
    public boolean supervisorResponsive() {
        return true;
    }

    @Override
    public List<StuckRunnable> stuck() {
        return List.of();
    }

    @Override
    public void rescan() {
        // there is no preseed
    }

    @Override
    public boolean restart(String dn, String reason) {
        return false;
    }

    @Override
    public boolean fail(String dn, String reason) {
        return false;
    }

    @Override
    public void stop() {
        // nothing runs
    }
}
