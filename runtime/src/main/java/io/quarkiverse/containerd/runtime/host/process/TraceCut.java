package io.quarkiverse.containerd.runtime.host.process;

import java.util.Map;

import org.jboss.logging.Logger.Level;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.ParsedLine;

/**
 * Cuts a crash report of Go to its cause and the beginning of the stack that led there. The rest, often the stacks of hundreds
 * of goroutines, is logged at level DEBUG. For the lines of one program.
 */
public final class TraceCut implements LineParser {

    private static final int MOST_LINES = 16;

    private final LineParser parser;
    private boolean report;
    private int lines;
    private int goroutines;
    private boolean cutting;

    /** @param parser parses the lines, and takes those of a report after its first for continued ones */
    public TraceCut(LineParser parser) {
        this.parser = parser;
    }

    @Override
    public synchronized ParsedLine parse(String line) {
        ParsedLine parsed = parser.parse(line);
        if (!parsed.continuation()) {
            begin(GoTrace.begins(line));
            return parsed;
        }
        if (!report || !isBeyondCause(line)) {
            return parsed;
        }
        boolean first = !cutting;
        cutting = true;
        return new ParsedLine(first ? Level.DEBUG : null, line, Map.of(), !first);
    }

    /** A report may have several lines that begin one. */
    private void begin(boolean begins) {
        report = begins;
        lines = 0;
        goroutines = 0;
        cutting = false;
    }

    private boolean isBeyondCause(String line) {
        lines++;
        if (line.startsWith("goroutine ")) {
            goroutines++;
        }
        return cutting || goroutines > 1 || lines > MOST_LINES;
    }
}
