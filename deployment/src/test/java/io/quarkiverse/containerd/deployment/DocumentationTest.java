package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Links of the documentation lead somewhere, and its navigation shows every page. */
class DocumentationTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGES = PROJECT.resolve("docs/modules/ROOT/pages");
    private static final Path IMAGES = PROJECT.resolve("docs/modules/ROOT/assets/images");
    private static final Pattern PAGE_LINK = Pattern.compile("xref:([^\\[#]+)(?:#([^\\[]+))?\\[");
    private static final Pattern IMAGE = Pattern.compile("image::?([^\\[:]+)\\[");
    private static final Pattern MARKDOWN_LINK = Pattern.compile("]\\((?!https?:)([^)#]+)");

    @Test
    void linksBetweenPagesLeadToPages() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            find(PAGE_LINK, page).stream().filter(link -> !isTarget(link.group(1), link.group(2)))
                    .forEach(link -> broken.add(PAGES.relativize(page) + ": " + link.group()));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void imagesAreThere() throws IOException {
        for (Path page : pages()) {
            assertThat(find(IMAGE, page)).as(page.toString())
                    .allSatisfy(image -> assertThat(IMAGES.resolve(image.group(1))).exists());
        }
    }

    @Test
    void theNavigationHasEveryPageOnce() throws IOException {
        assertThat(find(PAGE_LINK, PAGES.resolveSibling("nav.adoc"))).extracting(link -> link.group(1))
                .containsExactlyInAnyOrderElementsOf(
                        pages().stream().map(page -> PAGES.relativize(page).toString()).toList());
    }

    @Test
    void linksOfTheReadmeLeadToFiles() throws IOException {
        assertThat(find(MARKDOWN_LINK, PROJECT.resolve("README.md"))).isNotEmpty()
                .allSatisfy(link -> assertThat(PROJECT.resolve(link.group(1))).exists());
    }

    private static boolean isTarget(String page, String anchor) {
        try {
            Path file = PAGES.resolve(page);
            return Files.exists(file)
                    && (anchor == null || find(Pattern.compile("\\[#" + Pattern.quote(anchor) + "]"), file).size() == 1);
        } catch (IOException e) {
            return false;
        }
    }

    private static List<MatchResult> find(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file)).results().toList();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(PAGES)) {
            return files.filter(file -> file.toString().endsWith(".adoc") && !file.startsWith(PAGES.resolve("includes")))
                    .sorted().toList();
        }
    }
}
