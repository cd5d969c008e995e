package io.quarkiverse.containerd.preseed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.supervisor.NodeHandle;
import io.quarkiverse.containerd.supervisor.SupervisedRunnable;

/** A node without a supervisor. */
final class FakeNode implements NodeHandle {

    final LogJournal journal;
    final List<String> signals = new ArrayList<>();

    FakeNode() {
        this(new LogJournal(1000, 16384));
    }

    FakeNode(LogJournal journal) {
        this.journal = journal;
    }

    /** What was logged at this level or above, each entry as level and message. */
    List<String> logged(Logger.Level atLeast) {
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
