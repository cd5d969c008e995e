package io.quarkiverse.containerd.gettingstarted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A listing of a page of the documentation.
 *
 * @param introduction the paragraph before it
 * @param language as in {@code [source,language]}
 * @param text as a reader sees it
 */
record Listing(String introduction, String language, String text) {

    private static final Path DOCS = Path.of("../docs/modules/ROOT");
    private static final Pattern LISTING = Pattern.compile(
            "(?s)([^\\n]*)\\n\\n\\[source,(\\w+)[^]]*]\\n----\\n(.*?)\\n----");
    private static final Pattern INCLUDE = Pattern.compile("include::\\{examples-dir}([^\\[]+)\\[(?:tag=(\\w+))?]");
    private static final Pattern FILE = Pattern.compile("`([\\w/.-]+\\.\\w+)`");

    /** Returns the listings of a page in their order, with attributes such as {@code quarkus-version} replaced. */
    static List<Listing> of(String page, Map<String, String> attributes) throws IOException {
        String source = Files.readString(DOCS.resolve("pages").resolve(page));
        return LISTING.matcher(source).results().map(match -> of(match, attributes)).toList();
    }

    private static Listing of(MatchResult match, Map<String, String> attributes) {
        String text = INCLUDE.matcher(match.group(3)).replaceAll(include -> Matcher.quoteReplacement(included(include)));
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            text = text.replace("{" + attribute.getKey() + "}", attribute.getValue());
        }
        return new Listing(match.group(1), match.group(2), text);
    }

    private static String included(MatchResult include) {
        try {
            String example = Files.readString(DOCS.resolve("examples").resolve(include.group(1)));
            return include.group(2) == null ? example
                    : example.replaceAll("(?s).*tag::" + include.group(2) + "\\[]\\n(.*?)\\n[^\\n]*end::.*", "$1");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the file that the introduction names. */
    String file() {
        return FILE.matcher(introduction).results().map(found -> found.group(1)).reduce((first, last) -> last)
                .orElseThrow(() -> new IllegalStateException("no file is named in: " + introduction));
    }

    /** Returns the lines of a listing of the shell. */
    List<String> commands() {
        return text.lines().toList();
    }
}
