package io.quarkiverse.containerd.runtime.text;

/**
 * Escapes characters that could forge log lines, control a terminal, or hide: control characters except the tab, characters
 * that change the direction of text, and those that cannot be seen, such as zero width spaces and byte order marks, or that
 * look like a blank and are none.
 */
public final class VisibleText {

    private static final String CONTINUATION = "\n    | ";
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
        String visible = lines(text);
        return visible.indexOf('\n') < 0 ? visible : visible.replace("\n", CONTINUATION);
    }

    private static String visible(String text, boolean keepNewlines) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (isUnsafe(text, i, keepNewlines)) {
                return escape(text, i, keepNewlines);
            }
        }
        return text;
    }

    private static String escape(String text, int from, boolean keepNewlines) {
        StringBuilder result = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isUnsafe(text, i, keepNewlines)) {
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

    private static boolean isUnsafe(String text, int i, boolean keepNewlines) {
        char c = text.charAt(i);
        if (c >= ' ' && c < 0x7f) {
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
