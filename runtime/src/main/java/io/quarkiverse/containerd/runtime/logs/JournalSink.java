package io.quarkiverse.containerd.runtime.logs;

import io.quarkiverse.containerd.logs.LogEntry;

/** Takes every new entry in order, under the lock of the journal: it must neither block nor throw. */
public interface JournalSink {

    void accept(LogEntry entry);
}
