package io.quarkiverse.containerd.logs;

import java.time.Instant;
import java.util.Map;

import org.jboss.logging.Logger;

/**
 * One entry of the log journal.
 *
 * @param sequence position in the journal, ascending over all DNs
 * @param at when the entry was made (not the time a foreign program printed)
 * @param dn the node, or sub-logger, that logged it
 * @param level level
 * @param message message; control characters of raw lines are made visible
 * @param fields structured fields, in order; empty if none
 * @param thrown a throwable, or null
 */
public record LogEntry(long sequence, Instant at, String dn, Logger.Level level, String message,
        Map<String, String> fields, Throwable thrown) {
}
