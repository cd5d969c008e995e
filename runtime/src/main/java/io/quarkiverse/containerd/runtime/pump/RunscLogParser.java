package io.quarkiverse.containerd.runtime.pump;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jboss.logging.Logger.Level;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.ParsedLine;
import io.quarkiverse.containerd.runtime.host.process.GoTrace;

/**
 * Parses the debug log of gVisor's runsc: its text format ({@code I1123 05:35:24.951558 1031 main.go:196] message}),
 * its JSON formats ({@code json} and {@code json-k8s}, with the source in front of the message), and the Go runtime's
 * reports in its panic log. Any other line continues the entry before it: runsc dumps specifications over many lines.
 * Pid and source become the fields {@code pid} and {@code source}. The parser is stateless and uses no regular
 * expressions, because one pod writes nearly a megabyte.
 */
public final class RunscLogParser implements LineParser {

    /** The field with the pid that the process which logs has in its own namespace. */
    public static final String PID = "pid";

    private static final JsonFactory JSON = new JsonFactory();

    /** Position of the pid, which is right-aligned in seven columns, after {@code I1123 05:35:24.951558}. */
    private static final int TIME_END = 21;

    @Override
    public ParsedLine parse(String line) {
        ParsedLine parsed = null;
        if (line.startsWith("{\"")) {
            parsed = json(line);
        } else if (isHeader(line)) {
            parsed = text(line);
        } else if (GoTrace.begins(line)) {
            parsed = new ParsedLine(Level.FATAL, line, Map.of(), false);
        }
        return parsed != null ? parsed : new ParsedLine(null, line, Map.of(), true);
    }

    private static boolean isHeader(String line) {
        return line.length() > TIME_END && level(line.charAt(0)) != null && digits(line, 1, 5) && line.charAt(5) == ' '
                && digits(line, 6, 8) && line.charAt(8) == ':' && digits(line, 9, 11) && line.charAt(11) == ':'
                && digits(line, 12, 14) && line.charAt(14) == '.' && digits(line, 15, TIME_END) && line.charAt(TIME_END) == ' ';
    }

    private static ParsedLine text(String line) {
        int pid = TIME_END;
        while (pid < line.length() && line.charAt(pid) == ' ') {
            pid++;
        }
        int pidEnd = line.indexOf(' ', pid);
        int sourceEnd = pidEnd < 0 ? -1 : line.indexOf(']', pidEnd);
        if (sourceEnd < 0 || !digits(line, pid, pidEnd)) {
            return null;
        }
        Map<String, String> fields = new LinkedHashMap<>(4);
        fields.put(PID, line.substring(pid, pidEnd));
        fields.put("source", line.substring(pidEnd + 1, sourceEnd));
        return new ParsedLine(level(line.charAt(0)), message(line, sourceEnd), Collections.unmodifiableMap(fields), false);
    }

    private static ParsedLine json(String line) {
        String message = null;
        Level level = null;
        try (JsonParser json = JSON.createParser(line)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                String value = json.nextTextValue();
                if (name.equals("msg") || name.equals("log")) {
                    message = value;
                } else if (name.equals("level")) {
                    level = level(value);
                } else if (value == null) {
                    json.skipChildren();
                }
            }
        } catch (IOException e) {
            // part of a dump, or torn
            return null;
        }
        if (message == null || level == null) {
            return null;
        }
        int sourceEnd = message.indexOf(']');
        if (sourceEnd <= 0 || message.indexOf(' ') >= 0 && message.indexOf(' ') < sourceEnd) {
            return new ParsedLine(level, message, Map.of(), false);
        }
        return new ParsedLine(level, message(message, sourceEnd), Map.of("source", message.substring(0, sourceEnd)), false);
    }

    /** Returns the text after the source and its bracket. */
    private static String message(String line, int bracket) {
        int from = bracket + 1;
        return line.substring(from < line.length() && line.charAt(from) == ' ' ? from + 1 : from);
    }

    private static boolean digits(String line, int from, int to) {
        for (int at = from; at < to; at++) {
            if (line.charAt(at) < '0' || line.charAt(at) > '9') {
                return false;
            }
        }
        return to > from;
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

    private static Level level(String name) {
        if (name == null) {
            return null;
        }
        return switch (name) {
            case "debug" -> Level.DEBUG;
            case "info" -> Level.INFO;
            case "warning", "warn" -> Level.WARN;
            case "error" -> Level.ERROR;
            case "fatal", "panic" -> Level.FATAL;
            default -> null;
        };
    }
}
