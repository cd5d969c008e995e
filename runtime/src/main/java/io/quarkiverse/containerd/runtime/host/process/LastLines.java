package io.quarkiverse.containerd.runtime.host.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * The last lines that a process printed, kept for error messages, or the beginning of its crash report: what ends such a report
 * are stacks and registers that explain nothing. Thread-safe.
 */
final class LastLines {

    /** Number of lines that an error message quotes. */
    private static final int QUOTED = 8;

    /** Number of characters of a line that an error message quotes. */
    private static final int LONGEST_LINE = 400;

    /** Number of lines of a crash report that have the reason and the stack of the goroutine that crashed. */
    private static final int CRASH = 30;

    private final int limit;
    private final Deque<String> lines = new ArrayDeque<>();
    private final List<String> crash = new ArrayList<>();

    LastLines(int limit) {
        this.limit = limit;
    }

    synchronized void add(String line) {
        if (lines.size() == limit) {
            lines.removeFirst();
        }
        lines.addLast(line);
        if (crash.isEmpty() ? GoTrace.begins(line) : crash.size() < CRASH) {
            crash.add(line);
        }
    }

    /** Returns the last {@code count} lines, or the first of a crash report that is longer than that, oldest first. */
    synchronized List<String> newest(int count) {
        List<String> newest = lines.stream().skip(Math.max(0, lines.size() - count)).toList();
        return crash.isEmpty() || newest.contains(crash.get(0)) ? newest : crash.stream().limit(count).toList();
    }

    /** Returns the end of an error message; of a crash report it has the beginning. */
    static String render(List<String> lines) {
        if (lines.isEmpty()) {
            return " It printed nothing.";
        }
        int crash = GoTrace.beginning(lines);
        int from = crash < 0 ? Math.max(0, lines.size() - QUOTED) : crash;
        return " Its last lines:\n  " + lines.subList(from, Math.min(from + QUOTED, lines.size())).stream()
                .map(line -> BoundedText.line(line, LONGEST_LINE)).collect(Collectors.joining("\n  "));
    }
}
