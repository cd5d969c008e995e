package io.quarkiverse.containerd.logs;

import java.util.Map;

import org.jboss.logging.Logger;

/** Parses the log lines of a foreign program. */
@FunctionalInterface
public interface LineParser {

    /**
     * Parses one line without its line end. Never throws: a line that is not understood becomes a message or a continuation.
     */
    ParsedLine parse(String line);

    /** Returns a parser for output without a format, which makes each line a message of this level. */
    static LineParser plain(Logger.Level level) {
        return line -> new ParsedLine(level, line, Map.of(), false);
    }
}
