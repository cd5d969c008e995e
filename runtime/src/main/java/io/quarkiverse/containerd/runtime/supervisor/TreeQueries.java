package io.quarkiverse.containerd.runtime.supervisor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.StuckRunnable;

/** Read access to a tree. */
final class TreeQueries {

    private final TreeLock lock;
    private final Group root;
    private final Set<Incarnation> stuck;
    private final LongSupplier nanoTime;

    /**
     * @param lock guards the other two
     * @param root the group of the root node
     * @param stuck the incarnations that do not end
     * @param nanoTime the monotonic time
     */
    TreeQueries(TreeLock lock, Group root, Set<Incarnation> stuck, LongSupplier nanoTime) {
        this.lock = lock;
        this.root = root;
        this.stuck = stuck;
        this.nanoTime = nanoTime;
    }

    List<NodeSnapshot> snapshot() {
        return lock.call(() -> {
            List<NodeSnapshot> snapshots = new ArrayList<>();
            forEachNode(node -> snapshots.add(node.snapshot(nanoTime.getAsLong())));
            return List.copyOf(snapshots);
        });
    }

    Optional<NodeSnapshot> snapshot(String dn) {
        return lock.call(() -> find(dn).map(node -> node.snapshot(nanoTime.getAsLong())));
    }

    /** Returns the incarnations that have not ended, in tree order. */
    List<Incarnation> running() {
        return lock.call(() -> {
            List<Incarnation> running = new ArrayList<>();
            forEachNode(node -> {
                if (!node.incarnation.ended) {
                    running.add(node.incarnation);
                }
            });
            return running;
        });
    }

    List<StuckRunnable> stuck() {
        List<Incarnation> present = lock.call(() -> List.copyOf(stuck));
        return present.stream()
                .map(each -> new StuckRunnable(each.node.dn, each.cancelledAt, StackTraces.of(each)))
                .sorted(Comparator.comparing(StuckRunnable::dn)).toList();
    }

    boolean isResponsive(Duration timeout) {
        return lock.isAvailable(timeout);
    }

    /** Visits all nodes, depth first, siblings in the order of their start. */
    private void forEachNode(Consumer<Node> visitor) {
        Deque<Node> pending = new ArrayDeque<>(root.members);
        while (!pending.isEmpty()) {
            Node node = pending.pop();
            visitor.accept(node);
            List<Node> children = new ArrayList<>(node.children.values());
            for (int i = children.size() - 1; i >= 0; i--) {
                pending.push(children.get(i));
            }
        }
    }

    /** Returns a node; the caller holds the lock. */
    Optional<Node> find(String dn) {
        String[] names = dn.split("\\.", -1);
        Node found = root.members.stream().filter(member -> member.dn.equals(names[0])).findFirst().orElse(null);
        for (int i = 1; i < names.length && found != null; i++) {
            found = found.children.get(names[i]);
        }
        return Optional.ofNullable(found);
    }
}
