package io.quarkiverse.containerd.runtime.daemon;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.client.ContainerdClient.Deprecation;

/** The part of the node daemon that differs between one that has been started and one that has not. */
sealed interface DaemonState extends DaemonControl permits StoppedDaemon, RunningDaemon {

    List<NodeSnapshot> tree();

    Optional<NodeSnapshot> node(String dn);

    Set<String> optionalNodes();

    Optional<ContainerdStatus> containerd();

    WatchReport watch();

    List<Deprecation> deprecations();

    boolean criEnabled();

    long droppedLogEntries();

    boolean supervisorResponsive();

    List<StuckRunnable> stuck();

    /** Stops what runs; always ends. */
    void stop();
}
