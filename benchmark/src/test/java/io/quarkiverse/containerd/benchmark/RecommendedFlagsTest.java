package io.quarkiverse.containerd.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flags that are measured are those that the guides recommend. */
class RecommendedFlagsTest {

    private static final Path PAGES = Path.of("../docs/modules/ROOT/pages");

    @ParameterizedTest
    @ValueSource(strings = { "guides-start-up.adoc", "guides-systemd.adoc" })
    void aServiceIsMeasuredAsTheGuidesRunIt(String page) throws IOException {
        JvmVariant bounded = JvmVariant.light(new JavaHome(Path.of("java"), 17), Path.of("quarkus-run.jar")).bounded();

        assertThat(commands(page)).contains(bounded.flags());
    }

    @Test
    void theLightFlagsAreThoseOfTheGuide() throws IOException {
        assertThat(commands("guides-start-up.adoc")).contains(JvmVariant.LIGHT);
    }

    /** Returns the flags of all commands of a page that run the application, without the directory for temporary files. */
    private static List<List<String>> commands(String page) throws IOException {
        return Files.readString(PAGES.resolve(page)).replace("\\\n", " ").lines()
                .filter(line -> line.contains("java -") && line.contains(" -jar "))
                .map(line -> line.substring(line.indexOf("java -") + "java ".length(), line.indexOf(" -jar ")))
                .map(flags -> Arrays.stream(flags.split(" +")).filter(flag -> !flag.startsWith("-Djava.io.tmpdir=")).toList())
                .toList();
    }
}
