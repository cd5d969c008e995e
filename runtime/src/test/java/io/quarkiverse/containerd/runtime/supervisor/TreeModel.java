package io.quarkiverse.containerd.runtime.supervisor;

import static io.quarkiverse.containerd.NodeState.CANCELED;
import static io.quarkiverse.containerd.NodeState.DEAD;
import static io.quarkiverse.containerd.NodeState.DONE;
import static io.quarkiverse.containerd.NodeState.HEALTHY;
import static io.quarkiverse.containerd.NodeState.NEW;
import static io.quarkiverse.containerd.NodeState.UNHEALTHY;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;

/**
 * The rules of the supervision tree, said as simply as possible: whether a node has to end is asked anew each time, and the
 * whole tree is gone through until nothing changes any more.
 */
final class TreeModel {

    private final SupervisorSettings settings;
    private final Map<String, Integer> starts = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();
    private final Map<String, List<Instant>> recentFailures = new HashMap<>();
    private final Map<String, List<NodeState>> histories = new HashMap<>();
    private final ModelNode root;
    private Instant now;
    private boolean shutDown;

    TreeModel(SupervisorSettings settings, Instant now) {
        this.settings = settings;
        this.now = now;
        ModelGroup group = new ModelGroup();
        root = new ModelNode("root", null, group);
        group.members.add(root);
        root.start();
    }

    final class ModelNode {

        final String dn;
        final ModelNode parent;
        final ModelGroup group;
        final List<ModelNode> children = new ArrayList<>();
        NodeState state;
        boolean runs;
        boolean done;
        boolean stubborn;
        private Instant since;
        private Duration healthy = Duration.ZERO;
        private Instant endRequested;
        private double wait = settings.initialBackoff().toNanos();

        ModelNode(String dn, ModelNode parent, ModelGroup group) {
            this.dn = dn;
            this.parent = parent;
            this.group = group;
        }

        private void start() {
            children.clear();
            runs = true;
            done = false;
            stubborn = false;
            healthy = Duration.ZERO;
            endRequested = null;
            starts.merge(dn, 1, Integer::sum);
            enter(NEW);
        }

        private void enter(NodeState to) {
            if (state == HEALTHY) {
                healthy = healthy.plus(Duration.between(since, now));
            }
            state = to;
            since = now;
            histories.computeIfAbsent(dn, name -> new ArrayList<>()).add(to);
        }

        /** Whether the node has to end. */
        boolean hasToEnd() {
            return group.failedAt != null || parentHasToEnd();
        }

        private boolean parentHasToEnd() {
            return parent == null ? shutDown : parent.hasToEnd();
        }

        private boolean anythingRuns() {
            return runs || children.stream().anyMatch(ModelNode::anythingRuns);
        }

        boolean isStuck() {
            return runs && endRequested != null && !now.isBefore(endRequested.plus(settings.cancelTimeout()));
        }

        private Optional<Instant> nextStart() {
            boolean waits = (state == DEAD || state == DONE || state == CANCELED) && group.failedAt != null
                    && !parentHasToEnd();
            return waits ? Optional.ofNullable(group.nextStart) : Optional.empty();
        }

        private void fail(String message) {
            enter(DEAD);
            double periods = (double) healthy.toNanos() / settings.resetAfter().toNanos();
            if (periods > 1) {
                wait = Math.max(settings.initialBackoff().toNanos(), wait / Math.pow(settings.multiplier(), periods - 1));
            }
            recentFailures.computeIfAbsent(dn, name -> new ArrayList<>()).add(now);
            group.failedAt = now;
            group.nextStart = now.plusNanos(Math.round(wait));
            wait = Math.min(wait * settings.multiplier(), settings.maxBackoff().toNanos());
            failures.put(dn, message);
        }

        @Override
        public String toString() {
            return dn;
        }
    }

    static final class ModelGroup {
        final List<ModelNode> members = new ArrayList<>();
        private Instant failedAt;
        /** The end of the backoff; null if there is none. */
        private Instant nextStart;
    }

    /** Restarts a node with its group, by somebody outside. */
    void restart(ModelNode node) {
        if (!node.parentHasToEnd()) {
            node.group.failedAt = now;
            node.group.nextStart = null;
        }
        settle();
    }

    /** Signals HEALTHY; says whether the rules allow it. */
    boolean healthy(ModelNode node) {
        if (node.state == NEW || node.state == UNHEALTHY) {
            node.enter(HEALTHY);
            return true;
        }
        violate(node);
        return false;
    }

    /** Signals UNHEALTHY; says whether the rules allow it. */
    boolean unhealthy(ModelNode node) {
        if (node.state == HEALTHY && !node.done) {
            failures.put(node.dn, "unhealthy");
            node.enter(UNHEALTHY);
            return true;
        }
        violate(node);
        return false;
    }

    /** Signals DONE; says whether the rules allow it. */
    boolean done(ModelNode node) {
        if (node.state == HEALTHY && !node.done) {
            node.done = true;
            return true;
        }
        violate(node);
        return false;
    }

    private void violate(ModelNode node) {
        if (!node.hasToEnd()) {
            node.fail("violation");
        }
        settle();
    }

    /** Starts a group of children; says whether the rules allow it. */
    boolean spawn(ModelNode node, List<String> names) {
        boolean taken = names.stream()
                .anyMatch(name -> node.children.stream().anyMatch(child -> child.dn.equals(node.dn + "." + name)));
        if (node.state != NEW || node.hasToEnd() || taken) {
            return false;
        }
        ModelGroup group = new ModelGroup();
        for (String name : names) {
            ModelNode child = new ModelNode(node.dn + "." + name, node, group);
            node.children.add(child);
            group.members.add(child);
            child.start();
        }
        return true;
    }

    void returns(ModelNode node) {
        ends(node, node.done ? null : "returned");
    }

    void fails(ModelNode node) {
        ends(node, "thrown");
    }

    private void ends(ModelNode node, String failure) {
        node.runs = false;
        if (node.state == DEAD) {
            settle();
            return;
        }
        if (node.hasToEnd()) {
            node.enter(CANCELED);
        } else if (failure == null) {
            node.enter(DONE);
        } else {
            node.fail(failure);
        }
        settle();
    }

    void stubborn(ModelNode node, boolean stubborn) {
        node.stubborn = stubborn;
        settle();
    }

    void shutDown() {
        shutDown = true;
        settle();
    }

    void advance(Duration duration) {
        Instant target = now.plus(duration);
        Optional<Instant> next = nextRestart(target);
        while (next.isPresent()) {
            now = next.get();
            settle();
            next = nextRestart(target);
        }
        now = target;
    }

    /** The next moment at which the backoff of a group passes; the group may still have to wait for members. */
    private Optional<Instant> nextRestart(Instant until) {
        return nodes().stream().flatMap(node -> node.nextStart().stream()).filter(at -> at.isAfter(now) && !at.isAfter(until))
                .min(Instant::compareTo);
    }

    private void settle() {
        // The list is made anew after each change, because a restart removes nodes.
        boolean changed = true;
        while (changed) {
            changed = nodes().stream().anyMatch(node -> cancel(node) || restart(node.group));
        }
    }

    private boolean cancel(ModelNode node) {
        if (!node.runs || !node.hasToEnd()) {
            return false;
        }
        if (node.endRequested == null) {
            node.endRequested = now;
        }
        if (node.stubborn) {
            return false;
        }
        node.runs = false;
        if (node.state != DEAD) {
            node.enter(CANCELED);
        }
        return true;
    }

    private boolean restart(ModelGroup group) {
        ModelNode first = group.members.get(0);
        if (group.failedAt == null || group.nextStart != null && now.isBefore(group.nextStart) || first.parentHasToEnd()
                || group.members.stream().anyMatch(ModelNode::anythingRuns)) {
            return false;
        }
        group.failedAt = null;
        group.members.forEach(ModelNode::start);
        return true;
    }

    /** All nodes, depth first. */
    List<ModelNode> nodes() {
        List<ModelNode> nodes = new ArrayList<>();
        add(root, nodes);
        return nodes;
    }

    private static void add(ModelNode node, List<ModelNode> nodes) {
        nodes.add(node);
        node.children.forEach(child -> add(child, nodes));
    }

    /** What the supervisor has to show. */
    List<String> picture() {
        return nodes().stream().map(node -> String.join(" ", node.dn, node.state.name(), node.since.toString(),
                String.valueOf(starts.get(node.dn) - 1), String.valueOf(failures.get(node.dn)),
                node.nextStart().map(Instant::toString).orElse("-"), String.valueOf(recentFailures(node)))).toList();
    }

    private long recentFailures(ModelNode node) {
        return recentFailures.getOrDefault(node.dn, List.of()).stream()
                .filter(at -> Duration.between(at, now).compareTo(NodeSnapshot.RECENT) < 0).count();
    }

    /** The states each DN has gone through. */
    Map<String, List<NodeState>> histories() {
        return new LinkedHashMap<>(histories);
    }
}
