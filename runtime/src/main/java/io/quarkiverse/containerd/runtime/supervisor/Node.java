package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.logs.NodeLogger;

/** A place in the tree. Guarded by the lock of the tree. */
final class Node {

    final String dn;
    final Group group;
    final SupervisedRunnable runnable;
    final NodeLogger logger;
    final Backoff backoff;
    final History history;
    final Map<String, Node> children = new LinkedHashMap<>();
    final List<Group> groups = new ArrayList<>();
    final Set<String> reservedNames = new HashSet<>();
    NodeState state = NodeState.NEW;
    Instant since;
    Incarnation incarnation;
    /** Whether the node and all below have been asked to end, or the node has failed; no child is started again under it. */
    boolean cancelled;
    /** When the present incarnation became HEALTHY, or null. */
    Instant healthySince;

    Node(String dn, Group group, SupervisedRunnable runnable, NodeLogger logger, Backoff backoff, History history) {
        this.dn = dn;
        this.group = group;
        this.runnable = runnable;
        this.logger = logger;
        this.backoff = backoff;
        this.history = history;
    }

    /** Forgets what belongs to the incarnation that has ended. */
    void clear() {
        children.clear();
        groups.clear();
        reservedNames.clear();
        cancelled = false;
        healthySince = null;
    }

    NodeSnapshot snapshot() {
        boolean waits = state != NodeState.NEW && state != NodeState.HEALTHY;
        return new NodeSnapshot(dn, state, since, Math.max(0, history.starts - 1), Optional.ofNullable(history.lastFailure),
                waits ? Optional.ofNullable(group.nextStart) : Optional.empty());
    }

    /** What outlives the node when its parent restarts and starts a child of the same name again. */
    static final class History {
        int starts;
        Failure lastFailure;
    }
}
