package io.quarkiverse.containerd.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Every link of the rendered pages leads to a page, to an anchor in it, or to an image. */
class RenderedPagesIT {

    private static final Path RENDERED = Path.of("target/generated-docs");
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"(?![a-z]+:)([^\"#]*)(?:#([^\"]*))?\"");

    @Test
    void everyLinkLeadsSomewhere() {
        List<Path> pages = Sources.files(RENDERED, 1, ".html");
        assertThat(pages).hasSameSizeAs(Sources.pages());

        assertThat(pages.stream().flatMap(RenderedPagesIT::dead)).isEmpty();
    }

    private static Stream<String> dead(Path page) {
        return Sources.find(LINK, page).stream().filter(link -> !leadsSomewhere(page, link))
                .map(link -> page.getFileName() + ": " + link.group());
    }

    private static boolean leadsSomewhere(Path page, MatchResult link) {
        Path file = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
        return Files.isRegularFile(file) && Optional.ofNullable(link.group(2)).filter(anchor -> !anchor.isEmpty())
                .map(anchor -> Sources.read(file).contains("id=\"" + anchor + "\"")).orElse(true);
    }
}
