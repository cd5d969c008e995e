package io.quarkiverse.containerd.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sources of packages in a system's configuration of apt, see sources.list(5). The sources of another suite of the same
 * archives, with the same keys, can be derived from them.
 */
final class AptSources {

    /** Names that Debian's archive has for releases beside their code names. */
    private static final Set<String> ALIASES = Set.of("stable", "oldstable", "oldoldstable", "testing", "unstable", "sid");
    /**
     * The fields that say how an archive is reached and verified. Fields that would weaken the check of signatures are left
     * out.
     */
    private static final List<String> KEPT = List.of("Signed-By", "Architectures", "Check-Valid-Until", "Check-Date");
    private static final Map<String, String> OPTIONS = Map.of("signed-by", "Signed-By", "arch", "Architectures",
            "check-valid-until", "Check-Valid-Until", "check-date", "Check-Date");
    private static final Pattern ONE_LINE = Pattern
            .compile(
                    "deb\\s+(?:\\[(?<options>[^\\]]*)\\]\\s*)?(?<uri>\\S+)\\s+(?<suite>\\S+)\\s+(?<components>[^#]+?)\\s*(?:#.*)?");

    /** The sources, each as the fields of a stanza of the deb822 format. */
    private final List<Map<String, String>> sources;

    private AptSources(List<Map<String, String>> sources) {
        this.sources = sources;
    }

    /**
     * Reads the sources below a directory of apt's configuration, such as {@code /etc/apt}: {@code sources.list} and, in
     * {@code sources.list.d}, files of both formats.
     */
    static AptSources read(Path directory) throws IOException {
        List<Path> files = new ArrayList<>(List.of(directory.resolve("sources.list")));
        Path parts = directory.resolve("sources.list.d");
        if (Files.isDirectory(parts)) {
            try (Stream<Path> entries = Files.list(parts)) {
                entries.sorted().forEach(files::add);
            }
        }
        List<Map<String, String>> sources = new ArrayList<>();
        for (Path file : files) {
            if (!Files.isReadable(file)) {
                continue;
            }
            if (file.toString().endsWith(".sources")) {
                sources.addAll(stanzas(Files.readAllLines(file)));
            } else if (file.toString().endsWith(".list")) {
                sources.addAll(oneLines(Files.readAllLines(file)));
            }
        }
        return new AptSources(sources);
    }

    /** The one-line format: {@code deb [option=value …] uri suite component …}. */
    private static List<Map<String, String>> oneLines(List<String> lines) {
        List<Map<String, String>> sources = new ArrayList<>();
        for (String line : lines) {
            Matcher source = ONE_LINE.matcher(line.strip());
            if (source.matches()) {
                Map<String, String> fields = fields();
                fields.put("Types", "deb");
                fields.put("URIs", source.group("uri"));
                fields.put("Suites", source.group("suite"));
                fields.put("Components", source.group("components"));
                if (source.group("options") != null) {
                    options(source.group("options"), fields);
                }
                sources.add(fields);
            }
        }
        return sources;
    }

    private static void options(String options, Map<String, String> fields) {
        for (String option : options.strip().split("\\s+")) {
            int equals = option.indexOf('=');
            String field = equals < 0 ? null : OPTIONS.get(option.substring(0, equals).toLowerCase(Locale.ROOT));
            if (field != null) {
                fields.put(field, option.substring(equals + 1).replace(',', ' '));
            }
        }
    }

    /** The deb822 format: stanzas of fields, whose values go on in indented lines. */
    private static List<Map<String, String>> stanzas(List<String> lines) {
        List<Map<String, String>> stanzas = new ArrayList<>();
        Map<String, String> stanza = fields();
        String name = null;
        for (String line : lines) {
            if (line.isBlank()) {
                stanzas.add(stanza);
                stanza = fields();
                name = null;
            } else if (Character.isWhitespace(line.charAt(0))) {
                if (name != null) {
                    stanza.merge(name, "\n " + line.strip(), String::concat);
                }
            } else if (line.charAt(0) != '#' && line.indexOf(':') > 0) {
                name = line.substring(0, line.indexOf(':'));
                stanza.put(name, line.substring(line.indexOf(':') + 1).strip());
            }
        }
        stanzas.add(stanza);
        return stanzas;
    }

    private static Map<String, String> fields() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    /**
     * Returns the sources of another suite, for the index of its packages alone.
     *
     * @param release the suite of the system
     * @param suite the other suite
     * @return text in the deb822 format; empty when the system has no source of its own suite
     */
    String ofSuite(String release, String suite) {
        String byCodeName = render(suite, release::equals);
        return byCodeName.isEmpty() ? render(suite, ALIASES::contains) : byCodeName;
    }

    private String render(String suite, Predicate<String> own) {
        return sources.stream().filter(source -> serves(source, own)).map(source -> {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("Types", "deb");
            fields.put("URIs", source.get("URIs"));
            fields.put("Suites", suite);
            fields.put("Components", source.get("Components"));
            fields.put("Targets", "Packages");
            KEPT.stream().filter(source::containsKey).forEach(name -> fields.put(name, source.get(name)));
            return fields.entrySet().stream().map(field -> field.getKey() + ": " + field.getValue() + "\n")
                    .collect(Collectors.joining());
        }).distinct().collect(Collectors.joining("\n"));
    }

    private static boolean serves(Map<String, String> source, Predicate<String> suite) {
        return values(source, "Types").contains("deb") && source.containsKey("URIs") && source.containsKey("Components")
                && !source.get("URIs").startsWith("cdrom:")
                && !source.getOrDefault("Enabled", "yes").matches("(?i)no|false|off|0")
                && values(source, "Suites").stream().anyMatch(suite);
    }

    private static List<String> values(Map<String, String> source, String field) {
        return Arrays.asList(source.getOrDefault(field, "").strip().split("\\s+"));
    }
}
