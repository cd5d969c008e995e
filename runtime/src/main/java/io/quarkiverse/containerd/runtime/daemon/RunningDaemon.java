package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.client.ContainerdClient.Deprecation;
import io.quarkiverse.containerd.runtime.preseed.Preseed;

/** A node daemon with its containerd. To make one finds containerd, and fails where that cannot work. */
@Singleton
@Typed(RunningDaemon.class)
final class RunningDaemon implements DaemonState {

    private final PodNetwork network;
    private final ContainerdProbe probe;
    private final WatchCounters counters;
    private final Deprecations deprecations;
    private final Preseed preseed;
    private final DaemonLocks locks;

    /** @param probe the first one, as its connection is made while containerd is searched for */
    RunningDaemon(ContainerdProbe probe, CurrentInstallation installation, ContainerdFiles files, PodNetwork network,
            WatchCounters counters, Deprecations deprecations, Preseed preseed) {
        this.network = network;
        this.probe = probe;
        this.counters = counters;
        this.deprecations = deprecations;
        this.preseed = preseed;
        this.locks = files.lock(installation.rendering());
    }

    @Override
    public void prepare(NodeHandle root) throws IOException {
        network.removeOutdated(root.logger());
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
    public boolean rescan() {
        return preseed.rescan();
    }

    @Override
    public void close() {
        locks.close();
    }
}
