package io.quarkiverse.containerd.runtime.host.process;

import java.util.List;
import java.util.regex.Pattern;

import org.jboss.logging.Logger.Level;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.ParsedLine;

/**
 * Lowers the level of warnings and errors that every start of a healthy containerd prints, so that a warning in the
 * log of a node means something. Each is recognised by its message and error, as containerd 1.6 to 2.x print them;
 * the same message with another error keeps its level.
 */
final class ExpectedWarnings {

    private static final String NO_ERROR = "";
    private static final String NO_NETWORK = "cni config load failed: no network config found in .*: cni plugin not initialized:"
            + " failed to load cni config";

    /**
     * An expected line.
     *
     * @param message pattern of the message
     * @param error pattern of the error, or of the warnings of a shim that has ended
     * @param level the level it is given
     */
    private record Expected(Pattern message, Pattern error, Level level) {

        Expected(String message, String error, Level level) {
            this(Pattern.compile(message, Pattern.DOTALL), Pattern.compile(error, Pattern.DOTALL), level);
        }

        boolean fits(ParsedLine line) {
            return message.matcher(line.message()).matches()
                    && error.matcher(line.fields().getOrDefault("error", line.fields().getOrDefault("warnings", "")))
                            .matches();
        }
    }

    private static final List<Expected> EXPECTED = List.of(
            // the devmapper snapshotter is compiled in and cannot work without its own section in the configuration; who wants
            // it, writes that section and gets another error
            new Expected("failed to load plugin io\\.containerd\\.snapshotter\\.v1\\.devmapper", "devmapper not configured",
                    Level.DEBUG),
            new Expected("could not use snapshotter devmapper in metadata plugin", "devmapper not configured", Level.DEBUG),
            // containerd 2.2 and later ask whether the file system could seal content, and do without
            new Expected("failed check for fsverity support",
                    "enable fsverity failed: (?:operation not supported|inappropriate ioctl for device)", Level.DEBUG),
            // who wants an older version of the configuration schema, or has a newer containerd than is known here, is told so
            new Expected("Configuration migrated from version \\d+, use `containerd config migrate` to avoid migration",
                    NO_ERROR,
                    Level.DEBUG),
            // a node has no pod network before the kubelet has told containerd the pod CIDR; readiness shows it as NetworkReady
            new Expected("failed to load cni during init, please check CRI plugin status before setting up network for pods",
                    NO_NETWORK, Level.INFO),
            // containerd writes the network's configuration itself, and looks at it too early
            new Expected("failed to reload cni configuration after receiving fs change event\\(.*\\)",
                    NO_NETWORK + "|cni config load failed: .*: unexpected end of JSON input: .*", Level.DEBUG),
            // credentials of registries have no other place, whatever containerd recommends for the rest of that section
            new Expected("`configs` is deprecated, please use `config_path` instead", NO_ERROR, Level.DEBUG),
            // CRI unpacks a preseeded image when the first container needs it
            new Expected("The image .* is not unpacked\\.", NO_ERROR, Level.DEBUG),
            // containerd 2.x makes a container in a pod that was made by 1.x before an upgrade; it goes on as it says
            new Expected("sandbox \\(id=[0-9a-f]+\\) not found, maybe created from v1\\.x", NO_ERROR, Level.DEBUG),
            new Expected("failed to call task\\.Create, downgrading client API version to try again",
                    "service containerd\\.task\\.v3\\.Task(?:: not implemented)?", Level.DEBUG),
            // containerd 2.3 and later say so of each such pod when they start
            new Expected("failed to get sandbox [0-9a-f]+ from sandbox store",
                    "(?:no sandbox buckets|bucket \"[0-9a-f]+\" not found): not found", Level.DEBUG),
            // a shim that was connected to the containerd before this one has gone away
            new Expected("failed sending message on channel", "write unix .*: broken pipe", Level.DEBUG),
            // what containerd 1.6 and 1.7 say of each container that has ended; it is then removed a second time in vain
            new Expected("cleaning up after shim disconnected", NO_ERROR, Level.DEBUG),
            new Expected("cleanup warnings time=\"[^\"]*\" level=info msg=\"starting signal loop\" [^\"]*(?:\"[^\"]*\""
                    + " level=warning msg=\"failed to remove runc container\" error=\"[^\"]*: exit status \\d+: \" [^\"]*)?",
                    NO_ERROR, Level.DEBUG),
            // the same of containerd 2.x about gVisor's shim; that shim ends a sandbox that has ended, and says so on all of them
            new Expected("warnings while cleaning up dead shim",
                    "time=\"[^\"]*\" level=info msg=\"starting signal loop\" [^\"]*", Level.DEBUG),
            new Expected(
                    "Ignoring error killing container .*: \"runsc\" did not terminate successfully: sandbox is not running\n?",
                    NO_ERROR, Level.DEBUG),
            new Expected("Failed to get podSandbox status for container event for sandboxID .*: not found\\. Sending the event"
                    + " with nil podSandboxStatus\\.", NO_ERROR, Level.DEBUG));

    private ExpectedWarnings() {
    }

    /** Returns a parser that lowers the level of expected lines and otherwise does what {@code parser} does. */
    static LineParser lowered(LineParser parser) {
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
