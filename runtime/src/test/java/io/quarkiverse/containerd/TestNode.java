package io.quarkiverse.containerd;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;

/**
 * A node without a supervisor: runs a runnable on a thread, or is given to one that the test calls, and records what it does.
 */
public final class TestNode implements NodeHandle {

    private static final String HEALTHY = "healthy";
    private static final String UNHEALTHY = "unhealthy";
    private static final String DONE = "done";

    private final LogJournal journal;
    private final Deque<Runnable> callbacks = new ArrayDeque<>();
    private final CompletableFuture<Void> result = new CompletableFuture<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final List<String> signals = new CopyOnWriteArrayList<>();
    private Thread thread;

    public TestNode() {
        this(new MemoryJournal(8192, 16 * 1024));
    }

    public TestNode(LogJournal journal) {
        this.journal = journal;
    }

    /** Runs a runnable on a platform thread. */
    public TestNode start(SupervisedRunnable runnable) {
        return start(runnable, Thread::new);
    }

    /** Runs a runnable on a thread of the factory. */
    public TestNode start(SupervisedRunnable runnable, ThreadFactory threads) {
        thread = threads.newThread(() -> {
            try {
                runnable.run(this);
                result.complete(null);
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.start();
        return this;
    }

    /** Completes when the runnable has returned, exceptionally when it has thrown. */
    public CompletableFuture<Void> result() {
        return result;
    }

    public Thread thread() {
        return thread;
    }

    public boolean isHealthy() {
        return signals.contains(HEALTHY);
    }

    /** The signals so far, {@code healthy}, {@code unhealthy} and {@code done}. */
    public List<String> signals() {
        return List.copyOf(signals);
    }

    /** What the node has logged. */
    public List<LogEntry> entries() {
        return journal.read(JournalQuery.tree(dn()));
    }

    /** The messages of the node itself at this level or above. */
    public List<String> logged(Logger.Level atLeast) {
        return journal.read(new JournalQuery(dn(), false, 1000, atLeast)).stream().map(LogEntry::message).toList();
    }

    /** Asks the runnable to end, as the supervisor does. */
    public void cancel() {
        cancelled.countDown();
        synchronized (callbacks) {
            while (!callbacks.isEmpty()) {
                callbacks.pop().run();
            }
        }
        thread.interrupt();
    }

    @Override
    public String dn() {
        return "root.test";
    }

    @Override
    public void signalHealthy() {
        if (last().equals(HEALTHY)) {
            throw new IllegalStateException("neither NEW nor UNHEALTHY");
        }
        signals.add(HEALTHY);
    }

    @Override
    public void signalUnhealthy(String reason) {
        if (!last().equals(HEALTHY)) {
            throw new IllegalStateException("not HEALTHY");
        }
        signals.add(UNHEALTHY);
        logger().warnf("%s", reason);
    }

    private String last() {
        return signals.isEmpty() ? "" : signals.get(signals.size() - 1);
    }

    @Override
    public void signalDone() {
        if (!last().equals(HEALTHY)) {
            throw new IllegalStateException("not HEALTHY");
        }
        signals.add(DONE);
    }

    @Override
    public void run(String name, SupervisedRunnable runnable) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void runGroup(Map<String, SupervisedRunnable> group) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    @Override
    public Registration onCancel(Runnable callback) {
        synchronized (callbacks) {
            callbacks.push(callback);
        }
        return () -> {
            synchronized (callbacks) {
                callbacks.remove(callback);
            }
        };
    }

    @Override
    public void awaitCancellation() throws InterruptedException {
        cancelled.await();
    }

    @Override
    public NodeLogger logger() {
        return journal.logger(dn());
    }

    @Override
    public NodeLogger logger(String name) {
        return journal.logger(dn() + "." + name);
    }
}
