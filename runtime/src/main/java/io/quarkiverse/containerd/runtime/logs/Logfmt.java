package io.quarkiverse.containerd.runtime.logs;

import java.util.LinkedHashMap;
import java.util.Map;

/** Lines of {@code key=value}, values quoted as in Go, as logrus and klog write them. */
public final class Logfmt {

    private Logfmt() {
    }

    /** Returns the keys and their values, in order; a line that was cut short may lack the last quote. */
    public static Map<String, String> parse(String line) {
        Map<String, String> values = new LinkedHashMap<>();
        int at = 0;
        while (at < line.length()) {
            int equals = line.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            String key = line.substring(at, equals);
            int end;
            if (equals + 1 < line.length() && line.charAt(equals + 1) == '"') {
                end = closingQuote(line, equals + 2);
                values.put(key, GoQuoting.unquote(line.substring(equals + 2, end)));
                end = Math.min(end + 1, line.length());
            } else {
                int space = line.indexOf(' ', equals);
                end = space < 0 ? line.length() : space;
                values.put(key, line.substring(equals + 1, end));
            }
            at = end + 1;
        }
        return values;
    }

    /** Returns the position of the quote that ends a quoted value; the length of the line if there is none. */
    public static int closingQuote(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) != '"') {
            at += line.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, line.length());
    }
}
