package io.quarkiverse.containerd.docs;

import static io.quarkiverse.containerd.docs.Sources.PAGES;
import static io.quarkiverse.containerd.docs.Sources.PROJECT;
import static io.quarkiverse.containerd.docs.Sources.find;
import static io.quarkiverse.containerd.docs.Sources.pages;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The navigation, the Markdown files and the code of the README, which the build does not render. */
class PagesTest {

    private static final Pattern INSTALL = Pattern.compile("mvn install [^\\n`]*-pl (\\S+)");
    private static final Pattern PAGE_LINK = Pattern.compile("xref:([^\\[#]+)(?:#[^\\[]+)?\\[");
    private static final Pattern MARKDOWN_LINK = Pattern.compile("]\\((?!https?:)([^)#]+)");
    private static final Pattern CLASS = Pattern.compile("`(?:[a-z/]+/)?((?:[A-Z][a-z]+){2,})(?:\\.java)?`");
    private static final Pattern MARKDOWN_CODE = Pattern.compile("```(?:java|properties)\n(.*?)```", Pattern.DOTALL);

    @Test
    void navigationHasEveryPageOnce() {
        assertThat(find(PAGE_LINK, PAGES.resolveSibling("nav.adoc"))).extracting(link -> link.group(1))
                .containsExactlyInAnyOrderElementsOf(pages().stream().map(page -> page.getFileName().toString()).toList());
    }

    @Test
    void everyPageHasTheAttributes() {
        assertThat(pages()).allSatisfy(
                page -> assertThat(page).content().contains("include::./includes/attributes.adoc[]"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "README.md", "CONTRIBUTING.md", "SECURITY.md" })
    void linksOfMarkdownLeadToFiles(String name) {
        assertThat(find(MARKDOWN_LINK, PROJECT.resolve(name))).isNotEmpty()
                .allSatisfy(link -> assertThat(PROJECT.resolve(link.group(1))).exists());
    }

    /** The extension's descriptor is compared with what deployment needs. */
    @Test
    void commandsThatInstallModulesBuildDeploymentToo() {
        List<Path> texts = Stream.concat(Sources.pages().stream(), Stream.of(Sources.PROJECT.resolve("README.md"))).toList();
        assertThat(texts.stream().flatMap(text -> Sources.find(INSTALL, text).stream()).map(command -> command.group(1)))
                .isNotEmpty().allMatch(modules -> List.of(modules.split(",")).contains("deployment"));
    }

    @Test
    void everyClassThatIsNamedExists() {
        Set<String> classes = Sources.files(PROJECT, 30, ".java").stream().filter(file -> file.toString().contains("/src/"))
                .map(file -> file.getFileName().toString().replace(".java", "")).collect(Collectors.toSet());
        Stream<Path> texts = Stream.concat(Stream.of(PROJECT.resolve("CONTRIBUTING.md")),
                pages().stream().filter(page -> page.getFileName().toString().matches("(concepts|decisions)-.*")));

        assertThat(texts.flatMap(text -> find(CLASS, text).stream().map(name -> name.group(1))
                .filter(name -> !classes.contains(name)).map(name -> text.getFileName() + ": " + name))).isEmpty();
    }

    @Test
    void codeOfTheReadmeIsThatOfTheExamples() {
        Path examples = PROJECT.resolve("examples/src/main");
        List<String> files = Sources.files(examples, 10, "").stream().filter(file -> file.toFile().isFile())
                .map(Sources::read).toList();

        assertThat(find(MARKDOWN_CODE, PROJECT.resolve("README.md"))).isNotEmpty()
                .allSatisfy(code -> assertThat(files).anyMatch(file -> file.contains(code.group(1))));
    }
}
