package io.quarkiverse.containerd.runtime.logs;

import java.util.Map;

import org.jboss.logging.Logger;

/** Understands the log lines of a foreign program. */
@FunctionalInterface
public interface LineParser {

    /**
     * Parses one line without its line end; never throws: a line it does not understand becomes a message or a continuation.
     */
    ParsedLine parse(String line);

    /** A parser for output without a format: each line is a message of one level. */
    static LineParser plain(Logger.Level level) {
        return line -> new ParsedLine(level, line, Map.of(), false);
    }
}
