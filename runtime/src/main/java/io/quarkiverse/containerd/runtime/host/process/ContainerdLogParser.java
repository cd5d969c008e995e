package io.quarkiverse.containerd.runtime.host.process;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;

import org.jboss.logging.Logger.Level;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.ParsedLine;
import io.quarkiverse.containerd.runtime.logs.JsonLine;
import io.quarkiverse.containerd.runtime.logs.LevelNames;
import io.quarkiverse.containerd.runtime.logs.Logfmt;

/**
 * Parses what containerd 1.6 to 2.x print: logrus' text format ({@code time="…" level=info msg="…" key=value}, values
 * quoted as in Go), its JSON format, the line with which it gives up ({@code containerd: …}), and the Go runtime's
 * reports. The time is dropped, because entries have their own. The parser is stateless.
 */
final class ContainerdLogParser implements LineParser {

    @Override
    public ParsedLine parse(String line) {
        ParsedLine parsed = null;
        if (line.startsWith("time=")) {
            parsed = entry(Logfmt.parse(line));
        } else if (line.startsWith("{")) {
            parsed = entry(JsonLine.parse(line));
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
        Level level = Optional.ofNullable(values.remove("level")).flatMap(LevelNames::level).orElse(null);
        String message = values.remove("msg");
        if (level == null || message == null) {
            return null;
        }
        values.remove("time");
        return new ParsedLine(level, message, Collections.unmodifiableMap(values), false);
    }
}
