package io.quarkiverse.containerd;

import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.preseed.PreseedReport;

/** What the node daemon knows of itself: the one source of health checks, metrics and pages. */
public interface NodeView {

    /** Whether containerd is configured and started at all ({@code quarkus.containerd.enabled}). */
    boolean enabled();

    /** The supervision tree, each parent before its children. */
    List<NodeSnapshot> tree();

    /** One node of the tree; empty if there is none of this DN now. */
    Optional<NodeSnapshot> node(String dn);

    /** The newest probe of containerd; empty before the first. */
    Optional<ContainerdStatus> containerd();

    /** Whether the CRI plugin is part of this containerd. */
    boolean criEnabled();

    /** What the preseed has done. */
    PreseedReport preseed();

    /** Whether image archives are loaded at all ({@code quarkus.containerd.preseed.enabled}). */
    boolean preseedEnabled();

    /** Whether containerd has answered since the daemon started. */
    boolean containerdAnswered();

    /** Whether containerd has answered and every required archive has been loaded since the daemon started; stays so. */
    boolean started();

    /**
     * How many log entries did not reach the application's log since the daemon started, because its handlers were too slow.
     */
    long droppedLogEntries();

    /** Whether the supervisor answers in time. */
    boolean supervisorResponsive();

    /** Runnables that did not end in time after their cancellation. */
    List<StuckRunnable> stuck();
}
