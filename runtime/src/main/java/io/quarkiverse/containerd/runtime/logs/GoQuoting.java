package io.quarkiverse.containerd.runtime.logs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Quoted strings of Go, as its {@code strconv.Quote} writes them. */
public final class GoQuoting {

    private GoQuoting() {
    }

    /** Returns the text that the inside of a quoted string represents; an escape that Go does not know is kept as it is. */
    public static String unquote(String quoted) {
        if (quoted.indexOf('\\') < 0) {
            return quoted;
        }
        // \xNN stands for a byte, not a character, so several may make one character
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(quoted.length());
        int at = 0;
        while (at < quoted.length()) {
            int escape = quoted.indexOf('\\', at);
            int end = escape < 0 ? quoted.length() : escape;
            bytes.writeBytes(quoted.substring(at, end).getBytes(StandardCharsets.UTF_8));
            at = end < quoted.length() ? escape(quoted, end, bytes) : end;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Decodes the escape at {@code at} and returns the position after it. */
    private static int escape(String quoted, int at, ByteArrayOutputStream bytes) {
        if (at + 1 == quoted.length()) {
            bytes.write('\\');
            return at + 1;
        }
        char kind = quoted.charAt(at + 1);
        int simple = "abfnrtv\\\"'".indexOf(kind);
        if (simple >= 0) {
            bytes.write("\u0007\b\f\n\r\t\u000b\\\"'".charAt(simple));
            return at + 2;
        }
        int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        int end = at + 2 + digits;
        if (digits > 0 && end <= quoted.length()) {
            try {
                int value = Integer.parseUnsignedInt(quoted.substring(at + 2, end), 16);
                if (kind == 'x') {
                    bytes.write(value);
                    return end;
                }
                if (Character.isValidCodePoint(value)) {
                    bytes.writeBytes(Character.toString(value).getBytes(StandardCharsets.UTF_8));
                    return end;
                }
            } catch (NumberFormatException e) {
                // not an escape after all; falls through
            }
        }
        bytes.write('\\');
        return at + 1;
    }
}
