package io.quarkiverse.containerd;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.client.ContainerdClient.Deprecation;
import io.quarkiverse.containerd.preseed.PreseedReport;

/**
 * The node daemon's view of itself, to be injected: the supervision tree, the newest answer of containerd, the preseed. The
 * health checks, the metrics and what systemd is told are made from it, and an application's own pages may be, too:
 *
 * <pre>
 * &#64;Inject
 * NodeDaemon daemon;
 *
 * List&lt;String&gt; failing() {
 *     return daemon.tree().stream().filter(node -&gt; node.state() == NodeState.DEAD).map(NodeSnapshot::dn).toList();
 * }
 * </pre>
 *
 * Every method may be called at any time and by any thread. Before the application has started there is no tree and no answer;
 * where containerd is disabled, the tree has the application's own nodes only.
 */
public interface NodeDaemon {

    /** Whether containerd is configured and started at all ({@code quarkus.containerd.enabled}). */
    boolean enabled();

    /** The supervision tree, each parent before its children. */
    List<NodeSnapshot> tree();

    /** One node of the tree; empty if there is none of this DN now. */
    Optional<NodeSnapshot> node(String dn);

    /** The DNs of the nodes that readiness does not depend on: processes that are not {@code required}. */
    Set<String> optionalNodes();

    /**
     * The newest probe of containerd; empty before the first. One that is older than
     * {@code quarkus.containerd.health.interval} and {@code timeout} together counts as an error.
     */
    Optional<ContainerdStatus> containerd();

    /** What the watch over containerd has counted since the daemon started. */
    WatchReport watch();

    /**
     * Returns what is in use and will be gone in a later version of containerd, as containerd said when it last started; empty
     * on versions that do not report it.
     */
    List<Deprecation> deprecations();

    /** Whether the CRI plugin is part of this containerd. */
    boolean criEnabled();

    /** The state of every image archive and of every listed image. */
    PreseedReport preseed();

    /** Whether image archives are loaded at all ({@code quarkus.containerd.preseed.enabled}). */
    boolean preseedEnabled();

    /** Whether containerd has answered since the daemon started. */
    boolean containerdAnswered();

    /**
     * Whether containerd has answered, every required archive has been loaded and clients have found the socket since the
     * daemon started; stays so. A daemon that is not {@link #enabled} awaits none of them, and has started.
     */
    boolean started();

    /**
     * The number of log entries that have not reached the application's log since the daemon started, because its handlers were
     * too slow.
     */
    long droppedLogEntries();

    /** Whether the supervisor answers within two seconds. */
    boolean supervisorResponsive();

    /** Runnables that have not ended within {@code quarkus.containerd.supervisor.cancel-timeout} of their cancellation. */
    List<StuckRunnable> stuck();
}
