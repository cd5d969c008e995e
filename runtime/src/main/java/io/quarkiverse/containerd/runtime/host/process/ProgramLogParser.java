package io.quarkiverse.containerd.runtime.host.process;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jboss.logging.Logger.Level;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.LogFormat;
import io.quarkiverse.containerd.logs.ParsedLine;
import io.quarkiverse.containerd.runtime.logs.GlogLine;
import io.quarkiverse.containerd.runtime.logs.GoQuoting;
import io.quarkiverse.containerd.runtime.logs.JsonLine;
import io.quarkiverse.containerd.runtime.logs.LevelNames;
import io.quarkiverse.containerd.runtime.logs.Logfmt;

/**
 * Parses what programs print in the usual formats. The time is dropped, because entries have their own. A line that is in no
 * format is a message; a line of a crash report of Go, and an indented one, continues the entry before it. The parser is
 * stateless.
 */
final class ProgramLogParser implements LineParser {

    private static final List<String> MESSAGE = List.of("msg", "message", "log", "@message");
    private static final List<String> LEVEL = List.of("level", "lvl", "severity", "log.level", "@level");
    private static final List<String> TIME = List.of("time", "ts", "timestamp", "@timestamp", "t");
    private static final List<String> ERROR = List.of("err", "error");

    private final LogFormat format;

    private ProgramLogParser(LogFormat format) {
        this.format = format;
    }

    /** Returns a parser for the output of one program. */
    static LineParser of(LogFormat format) {
        return format == LogFormat.PLAIN ? LineParser.plain(Level.INFO) : new TraceCut(new ProgramLogParser(format));
    }

    @Override
    public ParsedLine parse(String line) {
        return formatted(line).orElseGet(() -> other(line));
    }

    private Optional<ParsedLine> formatted(String line) {
        if (line.startsWith("{")) {
            return accepts(LogFormat.JSON) ? entry(JsonLine.parse(line), true) : Optional.empty();
        }
        Optional<ParsedLine> klog = accepts(LogFormat.KLOG) ? GlogLine.parse(line).map(ProgramLogParser::klog)
                : Optional.empty();
        return klog.isEmpty() && accepts(LogFormat.LOGFMT) && beginsWithKey(line) ? entry(Logfmt.parse(line), false) : klog;
    }

    private boolean accepts(LogFormat other) {
        return format == other || format == LogFormat.AUTO;
    }

    /** Whether a line begins with {@code key=}, the key without blanks. */
    private static boolean beginsWithKey(String line) {
        int equals = line.indexOf('=');
        return equals > 0 && line.lastIndexOf(' ', equals) < 0;
    }

    /** @param levelless whether an entry may be without level, as those of klog in JSON are */
    private static Optional<ParsedLine> entry(Map<String, String> values, boolean levelless) {
        Optional<String> message = take(values, MESSAGE);
        Optional<Level> level = take(values, LEVEL).flatMap(LevelNames::level);
        if (message.isEmpty() || level.isEmpty() && !levelless) {
            return Optional.empty();
        }
        values.keySet().removeAll(TIME);
        boolean error = ERROR.stream().anyMatch(values::containsKey);
        return Optional.of(new ParsedLine(level.orElse(error ? Level.ERROR : Level.INFO), message.get(),
                Collections.unmodifiableMap(values), false));
    }

    private static Optional<String> take(Map<String, String> values, List<String> names) {
        return names.stream().filter(values::containsKey).findFirst().map(values::remove);
    }

    private static ParsedLine klog(GlogLine line) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("source", line.source());
        String message = line.message();
        int end = message.startsWith("\"") ? Logfmt.closingQuote(message, 1) : -1;
        if (end > 0 && end < message.length()) {
            fields.putAll(Logfmt.parse(message.substring(end + 1).strip()));
            message = GoQuoting.unquote(message.substring(1, end));
        }
        return new ParsedLine(line.level(), message, Collections.unmodifiableMap(fields), false);
    }

    private static ParsedLine other(String line) {
        if (GoTrace.begins(line)) {
            return new ParsedLine(Level.FATAL, line, Map.of(), false);
        }
        boolean continued = GoTrace.continues(line) || line.charAt(0) == ' ';
        return continued ? new ParsedLine(null, line, Map.of(), true) : new ParsedLine(Level.INFO, line, Map.of(), false);
    }
}
