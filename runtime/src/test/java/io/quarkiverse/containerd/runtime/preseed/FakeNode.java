package io.quarkiverse.containerd.runtime.preseed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;

/** A node without a supervisor. */
public final class FakeNode implements NodeHandle {

    public final LogJournal journal;
    public final List<String> signals = new ArrayList<>();

    public FakeNode() {
        this(new MemoryJournal(1000, 16384));
    }

    public FakeNode(LogJournal journal) {
        this.journal = journal;
    }

    /** What was logged at this level or above, each entry as level and message. */
    public List<String> logged(Logger.Level atLeast) {
        return journal.read(new JournalQuery(dn(), false, 1000, atLeast)).stream().map(LogEntry::message).toList();
    }

    @Override
    public String dn() {
        return "root.containerd.preseed";
    }

    @Override
    public void signalHealthy() {
        signals.add("healthy");
    }

    @Override
    public void signalDone() {
        signals.add("done");
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
        return false;
    }

    @Override
    public Registration onCancel(Runnable callback) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void awaitCancellation() {
        throw new UnsupportedOperationException();
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
