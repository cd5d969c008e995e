package io.quarkiverse.containerd.runtime.devui;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger.Level;

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogJournal;
import io.quarkiverse.containerd.logs.LogSubscription;
import io.quarkiverse.containerd.runtime.documents.LogDocuments;
import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.mutiny.Multi;

/** The journal, for the Dev UI and Dev MCP. */
@Singleton
public class LogJsonRpcService {

    private static final int MOST_ENTRIES = 10_000;
    /** The Dev UI does not tell when a browser is gone, and each follower has a thread. */
    private static final int MOST_FOLLOWERS = 16;

    private final LogJournal journal;
    private final LiveStreams streams;
    private final Deque<LogSubscription> followers = new ArrayDeque<>();

    LogJsonRpcService(LogJournal journal, LiveStreams streams) {
        this.journal = journal;
        this.streams = streams;
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Returns the newest log entries of a node and the nodes below it, among them what containerd prints")
    public Map<String, Object> log(
            @JsonRpcDescription("The distinguished name of the node, for example root.containerd; root for all") String dn,
            @JsonRpcDescription("The least severe level: FATAL, ERROR, WARN, INFO, DEBUG or TRACE") String level,
            @JsonRpcDescription("What the message contains; empty for anything") String text,
            @JsonRpcDescription("The largest number of entries, at most 10000") int last) {
        return Answer.of(() -> {
            LogDocuments selected = selected(dn, level, text, Integer.MAX_VALUE);
            return selected.entries(journal.read(selected.query()), Math.max(0, Math.min(last, MOST_ENTRIES)));
        });
    }

    /** Streams what the journal holds of a selection, and what is added to it, in batches. */
    public Multi<Map<String, Object>> followLog(String dn, String level, String text) {
        LogDocuments selected = selected(dn, level, text, MOST_ENTRIES);
        return Multi.createFrom().deferred(() -> {
            LogBatches batches = new LogBatches(selected, 2 * MOST_ENTRIES);
            LogSubscription subscription = journal.subscribe(selected.query(), MOST_ENTRIES, batches);
            add(subscription);
            return streams.of(LogBatches.PERIOD, () -> batches::next).onTermination().invoke(() -> close(subscription));
        });
    }

    private static LogDocuments selected(String dn, String level, String text, int last) {
        return new LogDocuments(new JournalQuery(dn, true, last, level(level)), Instant.MIN,
                text.toLowerCase(Locale.ROOT));
    }

    private static Level level(String name) {
        try {
            return Level.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("The level must be one of FATAL, ERROR, WARN, INFO, DEBUG and TRACE.", e);
        }
    }

    private synchronized void add(LogSubscription subscription) {
        if (followers.size() == MOST_FOLLOWERS) {
            followers.remove().close();
        }
        followers.add(subscription);
    }

    private synchronized void close(LogSubscription subscription) {
        followers.remove(subscription);
        subscription.close();
    }

    @PreDestroy
    synchronized void closeAll() {
        followers.forEach(LogSubscription::close);
    }
}
