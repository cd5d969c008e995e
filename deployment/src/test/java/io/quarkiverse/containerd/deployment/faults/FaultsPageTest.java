package io.quarkiverse.containerd.deployment.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** The page of the faults lists those of the suite, with what the suite expects. */
class FaultsPageTest {

    private static final Path PAGE = Path.of("../docs/modules/ROOT/pages/reference-faults.adoc");
    private static final Pattern ROW = Pattern.compile("\\n\\|(.+)\\n\\|(.+)\\n\\|(.+)\\n\\|.+");

    @Test
    void thePageListsTheFaultsOfTheSuite() throws IOException {
        assertThat(page()).containsExactlyElementsOf(Faults.all().stream().map(fault -> row(capitalized(fault.title()),
                readiness(fault.effect().verdict()), fault.effect().delay().text())).toList());
    }

    private static List<String> page() throws IOException {
        List<String> rows = new ArrayList<>();
        for (Matcher row = ROW.matcher(Files.readString(PAGE)); row.find();) {
            rows.add(row(row.group(1), row.group(2), row.group(3)));
        }
        return rows;
    }

    private static String row(String title, String readiness, String noticed) {
        return title + ": " + readiness + ", " + noticed;
    }

    private static String readiness(Effect.Verdict verdict) {
        return switch (verdict) {
            case RECOVERS -> "recovers";
            case DOWN -> "DOWN";
            case STAYS_UP -> "stays UP";
        };
    }

    /** Names that are written with a small letter keep it. */
    private static String capitalized(String title) {
        return title.startsWith("containerd") || title.startsWith("gVisor") ? title
                : Character.toUpperCase(title.charAt(0)) + title.substring(1);
    }
}
