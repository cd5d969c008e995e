package io.quarkiverse.containerd.logs;

/** Takes every new entry in order, under the lock of the journal: it must neither block nor throw. */
interface JournalSink {

    void accept(LogEntry entry);
}
