package io.quarkiverse.containerd.runtime.logs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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

    /** Looks at bytes, as that is several times faster than at the characters of a string, and each line comes by here. */
    private static boolean hasHeader(String line) {
        if (line.length() <= TIME_END || level(line.charAt(0)) == null) {
            return false;
        }
        byte[] header = line.substring(0, TIME_END + 1).getBytes(ISO_8859_1);
        return header.length > TIME_END && digits(header, 1, 5) && header[5] == ' ' && digits(header, 6, 8)
                && header[8] == ':' && digits(header, 9, 11) && header[11] == ':' && digits(header, 12, 14)
                && header[14] == '.' && digits(header, 15, TIME_END) && header[TIME_END] == ' ';
    }

    private static boolean digits(byte[] text, int from, int to) {
        for (int at = from; at < to; at++) {
            if (text[at] < '0' || text[at] > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        return bytes.length > 0 && digits(bytes, 0, bytes.length);
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
