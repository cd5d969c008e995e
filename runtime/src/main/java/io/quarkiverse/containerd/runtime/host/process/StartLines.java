package io.quarkiverse.containerd.runtime.host.process;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jboss.logging.Logger.Level;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.ParsedLine;

/**
 * Makes the log of a start of containerd short: what it says at level INFO until it has booted, more than fifty lines of which
 * one has its whole configuration, is logged at level DEBUG, and the line that it has booted gets the sum of them. A warning or
 * error that an earlier start has logged, too, is logged at level DEBUG. For one process.
 */
final class StartLines implements LineParser {

    private static final String BOOTED = "containerd successfully booted";

    private final LineParser parser;
    private final ToldWarnings told;
    private boolean booted;
    private String version;
    private int plugins;
    private int skipped;

    StartLines(LineParser parser, ToldWarnings told) {
        this.parser = parser;
        this.told = told;
    }

    @Override
    public synchronized ParsedLine parse(String line) {
        ParsedLine parsed = parser.parse(line);
        if (booted || parsed.continuation()) {
            return parsed;
        }
        count(parsed);
        if (parsed.message().startsWith(BOOTED)) {
            booted = true;
            return new ParsedLine(parsed.level(), parsed.message(), sum(parsed.fields()), false);
        }
        boolean lowered = parsed.level() == Level.INFO || isComplaint(parsed) && !told.isNews(parsed);
        return lowered ? new ParsedLine(Level.DEBUG, parsed.message(), parsed.fields(), false) : parsed;
    }

    private static boolean isComplaint(ParsedLine line) {
        return line.level() == Level.WARN || line.level() == Level.ERROR || line.level() == Level.FATAL;
    }

    private void count(ParsedLine line) {
        if (line.message().startsWith("loading plugin")) {
            plugins++;
        } else if (line.message().startsWith("skip loading plugin")) {
            skipped++;
        } else if (line.message().equals("starting containerd")) {
            version = line.fields().get("version");
        }
    }

    private Map<String, String> sum(Map<String, String> fields) {
        Map<String, String> sum = new LinkedHashMap<>(fields);
        sum.put("plugins", Integer.toString(plugins - skipped));
        sum.put("skipped", Integer.toString(skipped));
        if (version != null) {
            sum.put("version", version);
        }
        return Map.copyOf(sum);
    }
}
