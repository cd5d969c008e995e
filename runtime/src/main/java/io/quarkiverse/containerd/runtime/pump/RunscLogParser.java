package io.quarkiverse.containerd.runtime.pump;

import java.io.IOException;
import java.util.Map;

import org.jboss.logging.Logger.Level;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.ParsedLine;
import io.quarkiverse.containerd.runtime.host.process.GoTrace;
import io.quarkiverse.containerd.runtime.logs.GlogLine;
import io.quarkiverse.containerd.runtime.logs.LevelNames;
import io.quarkiverse.containerd.runtime.logs.LineFields;

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

    @Override
    public ParsedLine parse(String line) {
        ParsedLine parsed = line.startsWith("{\"") ? json(line)
                : GlogLine.parse(line).map(RunscLogParser::text).orElse(null);
        if (parsed == null && GoTrace.begins(line)) {
            parsed = new ParsedLine(Level.FATAL, line, Map.of(), false);
        }
        return parsed != null ? parsed : new ParsedLine(null, line, Map.of(), true);
    }

    private static ParsedLine text(GlogLine line) {
        return new ParsedLine(line.level(), line.message(), LineFields.of(PID, line.pid(), "source", line.source()), false);
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
                    level = value == null ? null : LevelNames.level(value).orElse(null);
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
        return new ParsedLine(level, GlogLine.textAfter(message, sourceEnd), Map.of("source", message.substring(0, sourceEnd)),
                false);
    }
}
