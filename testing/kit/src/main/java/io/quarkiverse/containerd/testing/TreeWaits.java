package io.quarkiverse.containerd.testing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jboss.logging.Logger;

import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;

/**
 * Waits for what happens in a supervision tree. What a test does to the tree begins a new chapter: only log entries from then
 * on count.
 */
final class TreeWaits {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final int LAST_WORDS = 20;

    private final Supplier<List<NodeSnapshot>> tree;
    private final LogJournal journal;
    private volatile long chapter = -1;

    TreeWaits(Supplier<List<NodeSnapshot>> tree, LogJournal journal) {
        this.tree = tree;
        this.journal = journal;
    }

    Optional<NodeSnapshot> node(String dn) {
        return tree.get().stream().filter(node -> node.dn().equals(dn)).findFirst();
    }

    /** Does something to a node, and waits until the node is no longer what it was. */
    void disturb(String dn, Runnable action) {
        NodeSnapshot before = node(dn).orElseThrow(() -> noSuchNode(dn));
        chapter = newest();
        action.run();
        until(dn + " notices", () -> node(dn).filter(now -> isSame(before, now)).isEmpty(), this::describe);
    }

    /** Begins a new chapter without waiting. */
    void mark() {
        chapter = newest();
    }

    private static boolean isSame(NodeSnapshot before, NodeSnapshot now) {
        return now.state() == before.state() && now.since().equals(before.since()) && now.restarts() == before.restarts();
    }

    NodeSnapshot await(String dn, NodeState state) {
        return await(dn + " to become " + state, dn, node -> node.state() == state);
    }

    NodeSnapshot await(String what, String dn, Predicate<NodeSnapshot> condition) {
        return found(what, () -> node(dn).filter(condition), this::describe);
    }

    LogEntry awaitLog(String dn, String text) {
        return found(dn + " to log \"" + text + "\"", () -> journal.read(JournalQuery.tree(dn)).stream()
                .filter(entry -> entry.sequence() > chapter && entry.message().contains(text)).findFirst(),
                () -> describe() + lastWords(dn));
    }

    /**
     * Waits for a condition.
     *
     * @throws AssertionError that says what was waited for, and what there is instead
     */
    static void until(String what, Supplier<Boolean> condition, Supplier<String> instead) {
        found(what, () -> Optional.of(true).filter(yes -> condition.get()), instead);
    }

    /** Waits for something, and returns it as it was found: it may be gone or different a moment later. */
    private static <T> T found(String what, Supplier<Optional<T>> find, Supplier<String> instead) {
        try {
            return Awaitility.await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(POLL)
                    .until(find::get, Optional::isPresent).orElseThrow();
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("Waited " + PATIENCE.toSeconds() + " s in vain for " + what + ". " + instead.get(), e);
        }
    }

    String describe() {
        StringBuilder text = new StringBuilder("The tree is:");
        for (NodeSnapshot node : tree.get()) {
            text.append("\n  ").append(node.dn()).append(' ').append(node.state());
            node.lastFailure().ifPresent(failure -> text.append(", last failure: ").append(failure.message()));
        }
        return text.append('\n').toString();
    }

    private String lastWords(String dn) {
        StringBuilder text = new StringBuilder("The newest entries of ").append(dn).append(" are:");
        journal.read(new JournalQuery(dn, true, LAST_WORDS, Logger.Level.TRACE))
                .forEach(entry -> text.append("\n  ").append(entry.level()).append(' ').append(entry.message()));
        return text.append('\n').toString();
    }

    private long newest() {
        List<LogEntry> last = journal.read(new JournalQuery("root", true, 1, Logger.Level.TRACE));
        return last.isEmpty() ? -1 : last.get(0).sequence();
    }

    IllegalArgumentException noSuchNode(String dn) {
        return new IllegalArgumentException("There is no node " + dn + ". " + describe());
    }
}
