package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.client.ContainerdClient.Deprecation;

/** The part of the node daemon that differs between one with containerd and one without. */
sealed interface DaemonState extends AutoCloseable permits WithoutContainerd, RunningDaemon {

    /** Does what comes before all nodes. */
    void prepare(NodeHandle root) throws IOException;

    Optional<ContainerdStatus> containerd();

    WatchReport watch();

    List<Deprecation> deprecations();

    boolean criEnabled();

    boolean rescan();

    /** Comes after the end of all nodes. */
    @Override
    void close();
}
