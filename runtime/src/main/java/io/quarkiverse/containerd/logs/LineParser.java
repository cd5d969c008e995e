package io.quarkiverse.containerd.logs;

/** Understands the log lines of a foreign program. */
@FunctionalInterface
public interface LineParser {

    /**
     * Parses one line without its line end; never throws: a line it does not understand becomes a message or a continuation.
     */
    ParsedLine parse(String line);
}
