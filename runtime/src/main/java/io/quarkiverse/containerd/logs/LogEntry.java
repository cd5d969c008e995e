package io.quarkiverse.containerd.logs;

import java.time.Instant;
import java.util.Map;

import org.jboss.logging.Logger;

/**
 * An entry of the journal.
 *
 * @param sequence the position in the journal, ascending over all DNs
 * @param at the time the entry was logged, not a time that a foreign program printed
 * @param dn the DN of the node or sub-logger that logged it
 * @param level the level
 * @param message the message; control characters are made visible
 * @param fields structured fields, in order; empty if there are none
 * @param thrown a throwable, or null
 */
public record LogEntry(long sequence, Instant at, String dn, Logger.Level level, String message,
        Map<String, String> fields, Throwable thrown) {
}
