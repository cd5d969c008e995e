package io.quarkiverse.containerd.logs;

import java.util.Arrays;
import java.util.IllegalFormatException;
import java.util.Map;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.runtime.logs.LineParser;
import io.quarkiverse.containerd.runtime.logs.LineWriter;

/** The leveled logger of a node; its category is the DN, its entries go to the journal. */
public final class NodeLogger {

    private final LogJournal journal;
    private final String dn;

    NodeLogger(LogJournal journal, String dn) {
        this.journal = journal;
        this.dn = dn;
    }

    /** The DN this logger logs for. */
    public String dn() {
        return dn;
    }

    /** Logs an entry with fields. */
    public void log(Logger.Level level, String message, Map<String, String> fields, Throwable thrown) {
        journal.append(dn, level, message, fields, thrown);
    }

    /** Logs a formatted entry, see {@link String#format}; without arguments the format is the message. */
    public void logf(Logger.Level level, String format, Object... arguments) {
        log(level, format(format, arguments), Map.of(), null);
    }

    /** Logs a formatted DEBUG entry. */
    public void debugf(String format, Object... arguments) {
        logf(Logger.Level.DEBUG, format, arguments);
    }

    /** Logs a formatted INFO entry. */
    public void infof(String format, Object... arguments) {
        logf(Logger.Level.INFO, format, arguments);
    }

    /** Logs a formatted WARN entry. */
    public void warnf(String format, Object... arguments) {
        logf(Logger.Level.WARN, format, arguments);
    }

    /** Logs a formatted ERROR entry. */
    public void errorf(String format, Object... arguments) {
        logf(Logger.Level.ERROR, format, arguments);
    }

    /** A writer for the raw output of one stream of a foreign program; each call gives one with a line buffer of its own. */
    public LineWriter lines(LineParser parser) {
        return new LineWriter(this, parser, journal.lineLimit());
    }

    private static String format(String format, Object... arguments) {
        if (arguments.length == 0) {
            return format;
        }
        try {
            return String.format(format, arguments);
        } catch (IllegalFormatException e) {
            // A wrong format must not end the node that logs.
            return format + " " + Arrays.toString(arguments);
        }
    }
}
