package io.quarkiverse.containerd.docs;

import static io.quarkiverse.containerd.docs.Sources.PAGES;
import static io.quarkiverse.containerd.docs.Sources.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Every configuration key that a page names is in the reference, which is made from the code. */
class DocumentedKeysTest {

    private static final Path REFERENCE = PAGES.resolve("reference-configuration.adoc");
    private static final Pattern REFERENCE_KEY = Pattern.compile("]]`\\+(quarkus\\.containerd\\.[^`]+)\\+`::");
    private static final Pattern KEY = Pattern.compile("(?:`|^|=)(?:%\\w+\\.)?(quarkus\\.containerd(?:\\.[^\\s=`]+)+)",
            Pattern.MULTILINE);
    /** A part of a key that the user chooses, and that dots in quotes do not end. */
    private static final String CHOSEN = "(\"[^\"]+\"|[^.\"]+)";

    @Test
    void everyKeyThatIsNamedIsKnown() {
        Predicate<String> known = known();
        List<String> unknown = Stream
                .concat(Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md").map(PROJECT::resolve),
                        Sources.pages().stream())
                .flatMap(page -> Sources.find(KEY, page).stream().map(key -> key.group(1))
                        .filter(known.negate()).map(key -> page.getFileName() + ": " + key))
                .toList();

        assertThat(unknown).isEmpty();
    }

    /** A key, or the beginning of one as in {@code quarkus.containerd.supervisor.*}. */
    private static Predicate<String> known() {
        List<String> keys = Sources.find(REFERENCE_KEY, REFERENCE).stream().map(key -> key.group(1).replace("[0]", ""))
                .toList();
        assertThat(keys).hasSizeGreaterThan(200);
        Pattern pattern = Pattern.compile(keys.stream().map(DocumentedKeysTest::expression).collect(Collectors.joining("|")));
        return key -> {
            String named = key.replaceFirst("(\\.\\*|:)$", "").replaceAll("\\[\\d+]", "").replaceAll("<[^>]+>", "x");
            Matcher beginning = pattern.matcher(named + ".");
            return pattern.matcher(named).matches() || !beginning.matches() && beginning.hitEnd();
        };
    }

    private static String expression(String key) {
        return Stream.of(key.split("\""))
                .map(part -> part.startsWith(".") || part.startsWith("quarkus.") ? Pattern.quote(part) : CHOSEN)
                .collect(Collectors.joining());
    }
}
