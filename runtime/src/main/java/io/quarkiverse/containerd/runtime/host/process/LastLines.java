package io.quarkiverse.containerd.runtime.host.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines that a process printed, kept for error messages. Thread-safe. */
final class LastLines {

    /** Number of lines that an error message quotes. */
    private static final int QUOTED = 8;

    private final int limit;
    private final Deque<String> lines = new ArrayDeque<>();

    LastLines(int limit) {
        this.limit = limit;
    }

    synchronized void add(String line) {
        if (lines.size() == limit) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    /** Returns the last {@code count} lines, oldest first. */
    synchronized List<String> newest(int count) {
        return lines.stream().skip(Math.max(0, lines.size() - count)).toList();
    }

    /** Returns the end of an error message. */
    static String render(List<String> lines) {
        if (lines.isEmpty()) {
            return " It printed nothing.";
        }
        int from = Math.max(0, lines.size() - QUOTED);
        return " Its last lines:\n  " + String.join("\n  ", lines.subList(from, lines.size()));
    }
}
