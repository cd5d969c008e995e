package io.quarkiverse.containerd.runtime.host.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jboss.logging.Logger.Level;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.ParsedLine;

/**
 * Makes the log of a start of containerd short: what it says at level INFO until it has booted, more than fifty lines of which
 * one has its whole configuration, is logged at level DEBUG, and the line that it has booted gets the sum of them. So is what
 * its CRI plugin says of its own parts, when they start and stop, and of each image record that somebody else writes, in up to
 * five lines for one image. A warning or error that an earlier start has logged, too, is logged at level DEBUG. For one
 * process.
 */
final class StartLines implements LineParser {

    private static final String BOOTED = "containerd successfully booted";
    /** The same at each start and stop. */
    private static final Set<String> PARTS = Set.of("Start subscribing containerd event", "Start recovering state",
            "Start event monitor", "Start snapshots syncer", "Start cni network conf syncer for default",
            "Start streaming server", "Stop CRI service", "Event monitor stopped", "Stream server stopped");

    private static final Pattern IMAGE_EVENT = Pattern.compile("Image(?:Create|Update|Delete) event ");

    private final LineParser parser;
    private final ToldWarnings told;
    private boolean booted;
    private String version;
    private int plugins;
    private int skipped;

    /** For a process that starts. */
    StartLines(LineParser parser, ToldWarnings told) {
        this(parser, told, false);
    }

    private StartLines(LineParser parser, ToldWarnings told, boolean booted) {
        this.parser = parser;
        this.told = told;
        this.booted = booted;
    }

    /** For a process that has started before. */
    static StartLines afterStart(LineParser parser, ToldWarnings told) {
        return new StartLines(parser, told, true);
    }

    @Override
    public synchronized ParsedLine parse(String line) {
        ParsedLine parsed = parser.parse(line);
        if (parsed.continuation()) {
            return parsed;
        }
        if (booted) {
            return parsed.level() == Level.INFO && isRoutine(parsed.message()) ? lowered(parsed) : parsed;
        }
        count(parsed);
        if (parsed.message().startsWith(BOOTED)) {
            booted = true;
            return new ParsedLine(parsed.level(), parsed.message(), sum(parsed.fields()), false);
        }
        return parsed.level() == Level.INFO || isComplaint(parsed) && !told.isNews(parsed) ? lowered(parsed) : parsed;
    }

    private static boolean isRoutine(String message) {
        return PARTS.contains(message) || IMAGE_EVENT.matcher(message).lookingAt();
    }

    private static ParsedLine lowered(ParsedLine line) {
        return new ParsedLine(Level.DEBUG, line.message(), line.fields(), false);
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
