package io.quarkiverse.containerd.runtime.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Escapes characters that could forge log lines, control a terminal, or hide: control characters except the tab, characters
 * that change the direction of text, and those that cannot be seen, such as zero width spaces and byte order marks, or that
 * look like a blank and are none.
 */
public final class VisibleText {

    private static final String CONTINUATION = "\n    | ";
    private static final char DELETE = 0x7f;
    /** What stands for characters that Latin-1 does not have. */
    private static final char REPLACEMENT = '?';
    private static final byte[][] ESCAPES_IN_LINE = escapes(false);
    private static final byte[][] ESCAPES_IN_LINES = escapes(true);
    private static final int LONGEST_ESCAPE = 6;
    private static final char BLANK_BRAILLE_PATTERN = '\u2800';

    private VisibleText() {
    }

    /** Escapes text of one or more lines, separated by {@code \n}. */
    public static String lines(String text) {
        return visible(text, true);
    }

    /** Escapes text of exactly one line. */
    public static String line(String text) {
        return visible(text, false);
    }

    /** Escapes text and indents its lines from the second on, so that none can pass for the start of a log entry. */
    public static String indented(String text) {
        return indentedVisible(lines(text));
    }

    /** Indents the lines of text that has been escaped, from the second on. */
    public static String indentedVisible(String text) {
        return text.indexOf('\n') < 0 ? text : text.replace("\n", CONTINUATION);
    }

    private static String visible(String text, boolean keepNewlines) {
        if (isPrintableAscii(text)) {
            return text;
        }
        byte[][] escapes = keepNewlines ? ESCAPES_IN_LINES : ESCAPES_IN_LINE;
        byte[] result = new byte[LONGEST_ESCAPE * text.length()];
        int end = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= escapes.length) {
                return visibleUnicode(text, keepNewlines);
            }
            byte[] escape = escapes[c];
            if (escape == null) {
                result[end++] = (byte) c;
            } else {
                for (byte escaped : escape) {
                    result[end++] = escaped;
                }
            }
        }
        return end == text.length() ? text : new String(result, 0, end, ISO_8859_1);
    }

    /**
     * Almost every line of a log is, and all characters of a log come by here: the bytes of a copy are looked at several times
     * faster than the characters of a string.
     */
    private static boolean isPrintableAscii(String text) {
        for (byte b : text.getBytes(ISO_8859_1)) {
            if (b < ' ' || b == DELETE) {
                return false;
            }
            if (b == REPLACEMENT) {
                return text.chars().allMatch(c -> c >= ' ' && c < DELETE);
            }
        }
        return true;
    }

    private static String visibleUnicode(String text, boolean keepNewlines) {
        StringBuilder result = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnsafe(text, i, keepNewlines)) {
                result.append(escaped(c));
            } else {
                result.append(c);
            }
        }
        return result.toString();
    }

    private static String escaped(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            default -> String.format(c < 0x80 ? "\\x%02x" : "\\u%04x", (int) c);
        };
    }

    /** Returns the escapes of the characters of Latin-1, as floods consist of these; null for those that are not escaped. */
    private static byte[][] escapes(boolean keepNewlines) {
        byte[][] escapes = new byte[0x100][];
        for (char c = 0; c < escapes.length; c++) {
            if (isUnsafe(String.valueOf(c), 0, keepNewlines)) {
                escapes[c] = escaped(c).getBytes(ISO_8859_1);
            }
        }
        return escapes;
    }

    private static boolean isUnsafe(String text, int i, boolean keepNewlines) {
        char c = text.charAt(i);
        if (c >= ' ' && c < DELETE) {
            return false;
        }
        if (c < ' ') {
            return c != '\t' && !(keepNewlines && c == '\n');
        }
        return c <= 0x9f || isInvisible(codePoint(text, i));
    }

    /** Returns the code point that a character belongs to, as either half of a pair or alone. */
    private static int codePoint(String text, int i) {
        boolean second = Character.isLowSurrogate(text.charAt(i)) && i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        return text.codePointAt(second ? i - 1 : i);
    }

    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.FORMAT, Character.CONTROL, Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> codePoint == BLANK_BRAILLE_PATTERN || isFiller(codePoint) || isVariationSelector(codePoint);
        };
    }

    /** Letters and marks that have no shape, of Hangul, Khmer and for the joining of others. */
    private static boolean isFiller(int codePoint) {
        return codePoint == 0x115f || codePoint == 0x1160 || codePoint == 0x3164 || codePoint == 0xffa0 || codePoint == 0x17b4
                || codePoint == 0x17b5 || codePoint == 0x34f;
    }

    private static boolean isVariationSelector(int codePoint) {
        return codePoint >= 0xfe00 && codePoint <= 0xfe0f || codePoint >= 0x180b && codePoint <= 0x180f
                || codePoint >= 0xe0100 && codePoint <= 0xe01ef;
    }
}
