package io.quarkiverse.containerd.logs;

import java.io.OutputStream;
import java.util.Map;

import org.jboss.logging.Logger;

/** The logger of a node. Its entries go to the journal, and from there to the application's log with the DN as category. */
public interface NodeLogger {

    /** Returns the DN that this logger logs for. */
    String dn();

    /**
     * Logs an entry with fields.
     *
     * @param fields structured fields; may be null
     * @param thrown a throwable; may be null
     */
    void log(Logger.Level level, String message, Map<String, String> fields, Throwable thrown);

    /** Logs an entry formatted by {@link String#format}; without arguments the format is the message. */
    void logf(Logger.Level level, String format, Object... arguments);

    /** Logs a formatted entry of level DEBUG. */
    void debugf(String format, Object... arguments);

    /** Logs a formatted entry of level INFO. */
    void infof(String format, Object... arguments);

    /** Logs a formatted entry of level WARN. */
    void warnf(String format, Object... arguments);

    /** Logs a formatted entry of level ERROR. */
    void errorf(String format, Object... arguments);

    /**
     * Returns a stream for the output of a foreign program, which is logged line by line. Each call returns a stream with a
     * buffer of its own. {@link OutputStream#flush()} logs an entry that waits for continuation lines;
     * {@link OutputStream#close()} logs what is left, including a line without a line end.
     */
    OutputStream lines(LineParser parser);

    /**
     * Returns a stream like that of {@link #lines(LineParser)}, whose entries have a category of their own in the application's
     * log, {@code <dn>.<category>}, so that they and what the node itself logs can be filtered apart. In the journal they are
     * the node's.
     *
     * @param category a name that matches {@code [a-z0-9_]{1,64}}
     */
    OutputStream lines(String category, LineParser parser);
}
