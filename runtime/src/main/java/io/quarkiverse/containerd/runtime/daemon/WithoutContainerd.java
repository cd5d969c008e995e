package io.quarkiverse.containerd.runtime.daemon;

import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.client.ContainerdClient.Deprecation;

/** A node daemon that starts no containerd, or has not started yet: only the application's own nodes are in its tree. */
final class WithoutContainerd implements DaemonState {

    @Override
    public void prepare(NodeHandle root) {
        // nothing comes before the nodes
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
    public boolean rescan() {
        return false;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
