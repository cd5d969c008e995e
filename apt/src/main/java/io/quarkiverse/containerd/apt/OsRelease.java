package io.quarkiverse.containerd.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Linux distribution, as described by os-release(5).
 *
 * @param name the full name, such as {@code Debian GNU/Linux 12 (bookworm)}
 * @param families the distribution's own id and those of the distributions that it derives from
 * @param release the code name of the release or, without one, its version
 */
record OsRelease(String name, Set<String> families, String release) {

    private static final List<Path> FILES = List.of(Path.of("/etc/os-release"), Path.of("/usr/lib/os-release"));

    OsRelease {
        families = Set.copyOf(families);
    }

    /** Returns the distribution of this machine, or one without a name if there is no such file. */
    static OsRelease ofThisMachine() throws IOException {
        for (Path file : FILES) {
            if (Files.isReadable(file)) {
                return parse(Files.readAllLines(file));
            }
        }
        return parse(List.of());
    }

    /**
     * Parses a file.
     *
     * @param lines assignments as in a shell; other lines are ignored
     */
    static OsRelease parse(List<String> lines) {
        Map<String, String> values = new HashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0 && line.charAt(0) != '#') {
                values.put(line.substring(0, equals).strip(), unquote(line.substring(equals + 1).strip()));
            }
        }
        String id = values.getOrDefault("ID", "linux");
        Set<String> families = new LinkedHashSet<>(Set.of(id));
        families.addAll(Arrays.asList(values.getOrDefault("ID_LIKE", id).split("\\s+")));
        String release = values.getOrDefault("VERSION_CODENAME", values.getOrDefault("VERSION_ID", ""));
        return new OsRelease(values.getOrDefault("PRETTY_NAME", id), families, release.isEmpty() ? id : release);
    }

    private static String unquote(String value) {
        if (value.length() >= 2 && value.charAt(0) == value.charAt(value.length() - 1)
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')) {
            return value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        return value;
    }

    /** Whether packages have the names and the format of Debian's. */
    boolean isDebianFamily() {
        return families.contains("debian") || families.contains("ubuntu");
    }

    /** Whether this is Debian's development release, whose name ends with sid. */
    boolean isInDevelopment() {
        return name.endsWith("/sid");
    }
}
