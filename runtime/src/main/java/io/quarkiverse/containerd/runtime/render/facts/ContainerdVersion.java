package io.quarkiverse.containerd.runtime.render.facts;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a containerd program.
 *
 * @param text the version as the program prints it, with what a distribution adds to it
 */
public record ContainerdVersion(int major, int minor, int patch, String text) {

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

    @Override
    public String toString() {
        return text;
    }
}
