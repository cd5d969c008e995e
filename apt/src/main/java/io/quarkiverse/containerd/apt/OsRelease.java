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
 * What os-release says of a Linux distribution.
 *
 * @param name the name for people, such as {@code Debian GNU/Linux 12 (bookworm)}
 * @param families the distribution's own id and those of the distributions it is like
 * @param release what tells its releases apart: the code name or, without one, the version
 */
record OsRelease(String name, Set<String> families, String release) {

    private static final List<Path> FILES = List.of(Path.of("/etc/os-release"), Path.of("/usr/lib/os-release"));

    OsRelease {
        families = Set.copyOf(families);
    }

    /** This machine's; an unnamed distribution of no family when there is no such file. */
    static OsRelease ofThisMachine() throws IOException {
        for (Path file : FILES) {
            if (Files.isReadable(file)) {
                return parse(Files.readAllLines(file));
            }
        }
        return parse(List.of());
    }

    /**
     * @param lines shell-like assignments as os-release(5) has them; other lines are ignored
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

    /** Whether Debian's packages are named and packed as in Debian here. */
    boolean isDebianFamily() {
        return families.contains("debian") || families.contains("ubuntu");
    }

    /** Whether this is a Debian before its release, which names its code name and sid. */
    boolean isInDevelopment() {
        return name.endsWith("/sid");
    }
}
