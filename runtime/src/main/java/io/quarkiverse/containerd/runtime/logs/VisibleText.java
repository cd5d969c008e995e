package io.quarkiverse.containerd.runtime.logs;

/**
 * Escapes characters that could forge log lines or control a terminal: control characters except the tab, line and paragraph
 * separators, and characters that change the direction of text.
 */
final class VisibleText {

    private static final String CONTINUATION = "\n    | ";

    private VisibleText() {
    }

    /** Escapes text of one or more lines, separated by {@code \n}. */
    static String lines(String text) {
        return visible(text, true);
    }

    /** Escapes text of exactly one line. */
    static String line(String text) {
        return visible(text, false);
    }

    /** Escapes text and indents its lines from the second on, so that none can pass for the start of a log entry. */
    static String indented(String text) {
        String visible = lines(text);
        return visible.indexOf('\n') < 0 ? visible : visible.replace("\n", CONTINUATION);
    }

    private static String visible(String text, boolean keepNewlines) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (isUnsafe(text.charAt(i), keepNewlines)) {
                return escape(text, i, keepNewlines);
            }
        }
        return text;
    }

    private static String escape(String text, int from, boolean keepNewlines) {
        StringBuilder result = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isUnsafe(c, keepNewlines)) {
                result.append(c);
            } else if (c == '\n') {
                result.append("\\n");
            } else if (c == '\r') {
                result.append("\\r");
            } else {
                appendHex(result.append(c < 0x80 ? "\\x" : "\\u"), c, c < 0x80 ? 2 : 4);
            }
        }
        return result.toString();
    }

    /** Appends a character's code. A format string for each would be the slowest part of the log pump in a flood of them. */
    private static void appendHex(StringBuilder result, char c, int digits) {
        for (int digit = digits - 1; digit >= 0; digit--) {
            result.append(Character.forDigit(c >> 4 * digit & 0xf, 16));
        }
    }

    private static boolean isUnsafe(char c, boolean keepNewlines) {
        if (c >= ' ' && c < 0x7f) {
            return false;
        }
        if (c < ' ') {
            return c != '\t' && !(keepNewlines && c == '\n');
        }
        return c <= 0x9f || c == 0x061c || c == 0x200e || c == 0x200f || c >= 0x2028 && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069;
    }
}
