package io.quarkiverse.containerd.logs;

/** A subscription to the journal; see {@link LogJournal#subscribe}. */
public interface LogSubscription extends AutoCloseable {

    /** Ends the subscription. A call of the subscriber that is in progress is completed. */
    @Override
    void close();
}
