package io.quarkiverse.containerd.runtime.host.process;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jboss.logging.Logger.Level;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.ParsedLine;

/**
 * Parses what containerd 1.6 to 2.x print: logrus' text format ({@code time="…" level=info msg="…" key=value}, values
 * quoted as in Go), its JSON format, the line with which it gives up ({@code containerd: …}), and the Go runtime's
 * reports. The time is dropped, because entries have their own. The parser is stateless.
 */
final class ContainerdLogParser implements LineParser {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public ParsedLine parse(String line) {
        ParsedLine parsed = null;
        if (line.startsWith("time=")) {
            parsed = entry(keysAndValues(line));
        } else if (line.startsWith("{")) {
            parsed = entry(json(line));
        }
        return parsed != null ? parsed : other(line);
    }

    private static ParsedLine other(String line) {
        if (GoTrace.begins(line)) {
            return plain(Level.FATAL, line);
        }
        if (line.startsWith("containerd: ") || line.startsWith("Incorrect Usage")) {
            return plain(Level.ERROR, line);
        }
        if (GoTrace.continues(line)) {
            return new ParsedLine(null, line, Map.of(), true);
        }
        return plain(Level.INFO, line);
    }

    private static ParsedLine plain(Level level, String line) {
        return new ParsedLine(level, line, Map.of(), false);
    }

    private static ParsedLine entry(Map<String, String> values) {
        Level level = level(values.remove("level"));
        String message = values.remove("msg");
        if (level == null || message == null) {
            return null;
        }
        values.remove("time");
        return new ParsedLine(level, message, Collections.unmodifiableMap(values), false);
    }

    /** Converts a level of logrus. */
    private static Level level(String name) {
        if (name == null) {
            return null;
        }
        return switch (name) {
            case "trace" -> Level.TRACE;
            case "debug" -> Level.DEBUG;
            case "info" -> Level.INFO;
            case "warning", "warn" -> Level.WARN;
            case "error" -> Level.ERROR;
            case "fatal", "panic" -> Level.FATAL;
            default -> null;
        };
    }

    private static Map<String, String> json(String line) {
        Map<String, String> values = new LinkedHashMap<>();
        try {
            JsonNode object = JSON.readTree(line);
            object.properties().forEach(field -> values.put(field.getKey(),
                    field.getValue().isValueNode() ? field.getValue().asText() : field.getValue().toString()));
        } catch (JsonProcessingException e) {
            // cut short, or only looks like JSON
            values.clear();
        }
        return values;
    }

    private static Map<String, String> keysAndValues(String line) {
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

    /** Returns the end of a quoted value; a line that was cut short may lack the quote. */
    private static int closingQuote(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) != '"') {
            at += line.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, line.length());
    }
}
