package io.quarkiverse.containerd.runtime.logs;

import java.util.Arrays;
import java.util.IllegalFormatException;
import java.util.Map;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.NodeLogger;

/** Logs into a journal in memory. */
final class JournalLogger implements NodeLogger {

    private final MemoryJournal journal;
    private final String dn;
    private final String category;

    /** @param category the category of the entries in the application's log */
    JournalLogger(MemoryJournal journal, String dn, String category) {
        this.journal = journal;
        this.dn = dn;
        this.category = category;
    }

    @Override
    public String dn() {
        return dn;
    }

    @Override
    public void log(Logger.Level level, String message, Map<String, String> fields, Throwable thrown) {
        journal.append(dn, category, level, message, fields, thrown);
    }

    @Override
    public void logf(Logger.Level level, String format, Object... arguments) {
        log(level, format(format, arguments), Map.of(), null);
    }

    @Override
    public void debugf(String format, Object... arguments) {
        logf(Logger.Level.DEBUG, format, arguments);
    }

    @Override
    public void infof(String format, Object... arguments) {
        logf(Logger.Level.INFO, format, arguments);
    }

    @Override
    public void warnf(String format, Object... arguments) {
        logf(Logger.Level.WARN, format, arguments);
    }

    @Override
    public void errorf(String format, Object... arguments) {
        logf(Logger.Level.ERROR, format, arguments);
    }

    @Override
    public LineWriter lines(LineParser parser) {
        return new LineWriter(this, parser, journal.lineLimit());
    }

    @Override
    public LineWriter lines(String name, LineParser parser) {
        return new JournalLogger(journal, dn, dn + "." + name).lines(parser);
    }

    private static String format(String format, Object... arguments) {
        if (arguments.length == 0) {
            return format;
        }
        try {
            return String.format(format, arguments);
        } catch (IllegalFormatException e) {
            // a wrong format must not fail the node that logs
            return format + " " + Arrays.toString(arguments);
        }
    }
}
