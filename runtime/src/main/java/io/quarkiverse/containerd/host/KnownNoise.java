package io.quarkiverse.containerd.host;

import java.util.List;

import org.jboss.logging.Logger.Level;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.ParsedLine;

/**
 * Lowers the level of warnings and errors that every start of a healthy containerd prints, so that a warning in the log of a
 * node
 * means something. Each is recognised by its message and error, as containerd 1.6 to 2.x print them, so that the same
 * message with another error keeps its level.
 */
public final class KnownNoise {

    private static final String DEVMAPPER_SNAPSHOTTER = "io.containerd.snapshotter.v1.devmapper";

    /**
     * A line to be expected.
     *
     * @param messageStart how the message begins
     * @param messageEnd how the message ends; empty if the beginning is all of it
     * @param errorStart how its error begins
     * @param errorEnd how its error ends
     * @param level the level it gets
     */
    private record Expected(String messageStart, String messageEnd, String errorStart, String errorEnd, Level level) {

        boolean fits(ParsedLine line) {
            String error = line.fields().getOrDefault("error", "");
            String message = line.message();
            boolean known = messageEnd.isEmpty() ? message.equals(messageStart)
                    : message.startsWith(messageStart) && message.endsWith(messageEnd);
            return known && error.startsWith(errorStart) && error.endsWith(errorEnd);
        }
    }

    private static final List<Expected> EXPECTED = List.of(
            // the devmapper snapshotter is compiled in and cannot work without its own section in the configuration; who wants
            // it, writes that section and gets another error
            new Expected("failed to load plugin " + DEVMAPPER_SNAPSHOTTER, "", "devmapper not configured",
                    "devmapper not configured", Level.DEBUG),
            new Expected("could not use snapshotter devmapper in metadata plugin", "", "devmapper not configured",
                    "devmapper not configured", Level.DEBUG),
            // a node has no pod network before the kubelet has told containerd the pod CIDR; readiness shows it as NetworkReady
            new Expected("failed to load cni during init, please check CRI plugin status before setting up network for pods",
                    "", "cni config load failed: no network config found in ",
                    ": cni plugin not initialized: failed to load cni config",
                    Level.INFO),
            // credentials of registries have no other place, whatever containerd recommends for the rest of that section
            new Expected("`configs` is deprecated, please use `config_path` instead", "", "", "", Level.DEBUG),
            // CRI unpacks a preseeded image when the first container needs it
            new Expected("The image ", " is not unpacked.", "", "", Level.DEBUG));

    private KnownNoise() {
    }

    /** A parser that lowers the level of what is to be expected, and otherwise does what {@code parser} does. */
    public static LineParser lowered(LineParser parser) {
        return line -> lower(parser.parse(line));
    }

    static ParsedLine lower(ParsedLine line) {
        if (line.level() != Level.WARN && line.level() != Level.ERROR) {
            return line;
        }
        for (Expected expected : EXPECTED) {
            if (expected.fits(line)) {
                return new ParsedLine(expected.level(), line.message(), line.fields(), line.continuation());
            }
        }
        return line;
    }
}
