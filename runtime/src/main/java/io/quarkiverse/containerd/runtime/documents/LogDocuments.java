package io.quarkiverse.containerd.runtime.documents;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * The entries of the journal that a request selects, as documents.
 *
 * @param query selects them by DN and level
 * @param since the earliest time
 * @param text what the message contains, in lower case; empty for anything
 */
public record LogDocuments(JournalQuery query, Instant since, String text) {

    /** Whether an entry is selected. */
    public boolean matches(LogEntry entry) {
        return query.matches(entry) && !entry.at().isBefore(since)
                && (text.isEmpty() || entry.message().toLowerCase(Locale.ROOT).contains(text));
    }

    /**
     * Returns the newest of the selected entries.
     *
     * @param last the largest number of entries
     */
    public ObjectNode entries(List<LogEntry> journal, int last) {
        List<LogEntry> matching = journal.stream().filter(this::matches).toList();
        ObjectNode document = NodeDocuments.document();
        ArrayNode entries = document.putArray("entries");
        matching.subList(Math.max(0, matching.size() - last), matching.size()).forEach(entry -> entries.add(entry(entry)));
        return document.put("total", matching.size());
    }

    /** Returns an entry as a document. */
    public static ObjectNode entry(LogEntry entry) {
        ObjectNode document = NodeDocuments.object()
                .put("at", entry.at().toString())
                .put("dn", entry.dn())
                .put("level", entry.level().name())
                .put("message", entry.message());
        if (!entry.fields().isEmpty()) {
            ObjectNode fields = document.putObject("fields");
            entry.fields().forEach(fields::put);
        }
        if (entry.thrown() != null) {
            document.put("thrown", BoundedText.message(entry.thrown().toString()));
        }
        return document;
    }

    /** Returns what a follower is told who was too slow. */
    public static ObjectNode dropped(long count) {
        return NodeDocuments.object().put("dropped", count);
    }
}
