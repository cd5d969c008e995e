package io.quarkiverse.containerd.runtime.render.facts;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;

/**
 * The version of a containerd program.
 *
 * @param text the version as the program prints it, with what a distribution adds to it
 */
public record ContainerdVersion(int major, int minor, int patch, String text) {

    private static final int NEWEST_MAJOR = 2;
    private static final int NEWEST_MINOR = 4;
    private static final Pattern PRE_RELEASE = Pattern.compile("[-~](alpha|beta|dev|rc)");
    private static final Pattern LINE = Pattern
            .compile("(?m)^\\s*containerd\\s+\\S+\\s+(v?(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?\\S*)");

    /**
     * Reads what {@code containerd --version} prints: the program's name, its module, the version and the revision.
     *
     * @throws IllegalArgumentException if there is no version in the output
     */
    public static ContainerdVersion parse(String output) {
        Matcher matcher = LINE.matcher(output);
        if (!matcher.find()) {
            throw new IllegalArgumentException("No containerd version in the output of --version: " + output.strip());
        }
        String patch = matcher.group(4);
        return new ContainerdVersion(Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)),
                patch == null ? 0 : Integer.parseInt(patch), matcher.group(1));
    }

    /** Whether this version is that one or a later one. */
    public boolean isAtLeast(int otherMajor, int otherMinor) {
        return major != otherMajor ? major > otherMajor : minor >= otherMinor;
    }

    /**
     * Returns the version of the configuration schema that its own default has. A program with a number of a release has what
     * the release has; pre-releases have been made before and after a change of the schema.
     *
     * @return empty if only the program knows
     */
    public OptionalInt ownSchema() {
        if (PRE_RELEASE.matcher(text).find() || isAtLeast(NEWEST_MAJOR, NEWEST_MINOR + 1)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(isAtLeast(2, 3) ? 4 : isAtLeast(2, 0) ? 3 : 2);
    }

    /** Returns why this version cannot be used, a clause with the remedy; empty if it can. */
    public Optional<String> refusal() {
        return isAtLeast(1, 6) ? Optional.empty()
                : Optional.of("containerd " + this + " is too old; use containerd 1.6 or later");
    }

    /** Returns a sentence on a version that is newer than all that are known here; empty if the major version is known. */
    public Optional<String> warning() {
        return major <= NEWEST_MAJOR ? Optional.empty()
                : Optional.of("containerd " + this + " is newer than the versions that are known here, 1.6 to " + NEWEST_MAJOR
                        + ".x: it may not read its files or answer as expected. Use a later version of this extension, or set "
                        + ConfigKeys.key("executable") + " to containerd " + NEWEST_MAJOR + ".x.");
    }

    /** Returns a sentence on a minor version that is newer than all that are known here, of a major version that is known. */
    public Optional<String> note() {
        return major != NEWEST_MAJOR || minor <= NEWEST_MINOR ? Optional.empty()
                : Optional.of("containerd " + this + " is newer than " + NEWEST_MAJOR + "." + NEWEST_MINOR
                        + ", the newest version that is known here: what has come since has no configuration keys.");
    }

    @Override
    public String toString() {
        return text;
    }
}
