package io.quarkiverse.containerd.testing;

import java.util.stream.Collectors;

/** The log of a container as CRI writes it: time, stream, F or P for a part of a line, text. */
final class CriLog {

    private static final int COLUMNS = 4;

    private CriLog() {
    }

    /** Returns what the container has printed. */
    static String text(String log) {
        return log.lines().map(line -> line.split(" ", COLUMNS)).filter(columns -> columns.length == COLUMNS)
                .map(columns -> columns[COLUMNS - 1] + (columns[COLUMNS - 2].equals("F") ? "\n" : ""))
                .collect(Collectors.joining());
    }
}
