package io.quarkiverse.containerd.runtime.logs;

import java.util.Optional;

import org.jboss.logging.Logger.Level;

/**
 * A line in the text format of glog and klog, {@code I1123 05:35:24.951558    1031 main.go:196] message}. It is read without
 * regular expressions, because one gVisor pod writes nearly a megabyte of such lines.
 *
 * @param level the level, the letter in front
 * @param pid the pid or the number of a thread
 * @param source file and line of the code that has logged
 * @param message the text after the bracket
 */
public record GlogLine(Level level, String pid, String source, String message) {

    /** Position of the pid, which is right-aligned in seven columns, after {@code I1123 05:35:24.951558}. */
    private static final int TIME_END = 21;

    /** Parses a line. @return empty if it has no such header */
    public static Optional<GlogLine> parse(String line) {
        if (!hasHeader(line)) {
            return Optional.empty();
        }
        int pid = TIME_END;
        while (pid < line.length() && line.charAt(pid) == ' ') {
            pid++;
        }
        int pidEnd = line.indexOf(' ', pid);
        int sourceEnd = pidEnd < 0 ? -1 : line.indexOf(']', pidEnd);
        String number = sourceEnd < 0 ? "" : line.substring(pid, pidEnd);
        return isNumber(number) ? Optional.of(new GlogLine(level(line.charAt(0)), number,
                line.substring(pidEnd + 1, sourceEnd), textAfter(line, sourceEnd))) : Optional.empty();
    }

    /** Returns the text after the bracket at a position. */
    public static String textAfter(String line, int bracket) {
        int from = bracket + 1;
        return line.substring(from < line.length() && line.charAt(from) == ' ' ? from + 1 : from);
    }

    private static boolean hasHeader(String line) {
        return line.length() > TIME_END && level(line.charAt(0)) != null && digits(line, 1, 5) && line.charAt(5) == ' '
                && digits(line, 6, 8) && line.charAt(8) == ':' && digits(line, 9, 11) && line.charAt(11) == ':'
                && digits(line, 12, 14) && line.charAt(14) == '.' && digits(line, 15, TIME_END)
                && line.charAt(TIME_END) == ' ';
    }

    private static boolean digits(String text, int from, int to) {
        for (int at = from; at < to; at++) {
            if (text.charAt(at) < '0' || text.charAt(at) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && digits(text, 0, text.length());
    }

    private static Level level(char letter) {
        return switch (letter) {
            case 'D' -> Level.DEBUG;
            case 'I' -> Level.INFO;
            case 'W' -> Level.WARN;
            case 'E' -> Level.ERROR;
            case 'F' -> Level.FATAL;
            default -> null;
        };
    }
}
