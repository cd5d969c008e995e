package io.quarkiverse.containerd.gettingstarted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.testing.DebianContainerd;

/**
 * The tests of the testing guide, which use every part of the test kit, in an application outside of the repository, on each
 * containerd and as the user who runs this. It takes some minutes and is not part of the build; {@code ./dev kit} runs it.
 */
class OutsideTestKit {

    private static final Path EXAMPLES = Path.of("../examples/src");
    private static final Map<String, String> DEPENDENCIES = Map.of("io.quarkiverse.containerd:quarkus-containerd-testing",
            "<version>" + System.getProperty("project.version") + "</version>", "io.quarkus:quarkus-junit", "",
            "org.assertj:assertj-core", "<version>" + System.getProperty("assertj.version") + "</version>",
            "org.awaitility:awaitility", "", "io.rest-assured:rest-assured", "");
    private static final Pattern SUMMARY = Pattern.compile("Tests run: (\\d+), Failures: 0, Errors: 0, Skipped: (\\d+)\\R");

    @ParameterizedTest
    @EnumSource(DebianContainerd.class)
    void theTestsOfTheGuidePass(DebianContainerd version, @TempDir Path directory) throws Exception {
        try (NewProject project = new NewProject(directory.resolve("app"))) {
            project.write("pom.xml", pom());
            copy(EXAMPLES.resolve("main/java"), project.directory().resolve("src/main/java"));
            copy(EXAMPLES.resolve("main/resources"), project.directory().resolve("src/main/resources"));
            copy(EXAMPLES.resolve("main/containerd"), project.directory().resolve("src/main/containerd"));
            copy(EXAMPLES.resolve("test/java"), project.directory().resolve("src/test/java"));

            project.run("mvn test -Dquarkus.containerd.devservices.containerd-suite=" + version.suite());

            List<String> totals = SUMMARY.matcher(project.printed()).results().map(found -> found.group().strip()).toList();
            assertThat(totals).as(project::printed).isNotEmpty();
            System.out.printf("%s as %s: %s%n", version, System.getProperty("user.name"), totals.get(totals.size() - 1));
            boolean root = System.getProperty("user.name").equals("root");
            assertThat(totals.get(totals.size() - 1)).as("only without root are there tests that cannot run")
                    .matches(total -> !root || total.endsWith("Skipped: 0"));
        }
    }

    private static String pom() throws IOException {
        String tests = DEPENDENCIES.entrySet().stream().map(entry -> {
            String[] names = entry.getKey().split(":");
            return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId>%s<scope>test</scope></dependency>\n"
                    .formatted(names[0], names[1], entry.getValue());
        }).collect(Collectors.joining());
        String plugin = """
                <plugin>
                    <artifactId>maven-surefire-plugin</artifactId>
                    <version>%s</version>
                    <configuration>
                        <systemPropertyVariables>
                            <java.util.logging.manager>org.jboss.logmanager.LogManager</java.util.logging.manager>
                        </systemPropertyVariables>
                    </configuration>
                </plugin>
                """.formatted(System.getProperty("surefire.version"));
        return Files.readString(EXAMPLES.resolve("main/getting-started/pom.xml"))
                .replace("{quarkus-version}", System.getProperty("quarkus.version"))
                .replace("{project-version}", System.getProperty("project.version"))
                .replaceFirst("</dependencies>(?=\\s+<build>)", tests + "</dependencies>")
                .replaceFirst("<plugins>", "<plugins>\n" + plugin);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
