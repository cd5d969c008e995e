package io.quarkiverse.containerd.runtime.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BoundedTextTest {

    @Test
    void shortTextsStayAsTheyAre() {
        assertThat(BoundedText.name("registry.test/grün:1")).isEqualTo("registry.test/grün:1");
        assertThat(BoundedText.message("two\nlines")).isEqualTo("two\nlines");
        assertThat(BoundedText.name("")).isEmpty();
        assertThat(BoundedText.line("x".repeat(5), 5)).isEqualTo("xxxxx");
    }

    @Test
    void longTextsAreCutWithACount() {
        assertThat(BoundedText.name("n".repeat(3_000_000))).isEqualTo("n".repeat(256) + "… [3000000 characters]");
        assertThat(BoundedText.reason("n".repeat(1001))).isEqualTo("n".repeat(1000) + "… [1001 characters]");
        assertThat(BoundedText.message("n".repeat(2001))).isEqualTo("n".repeat(2000) + "… [2001 characters]");
    }

    @Test
    void whatEscapingMakesLongIsCut() {
        assertThat(BoundedText.name("\u200b".repeat(200))).hasSizeLessThan(300).startsWith("\\u200b\\u200b")
                .endsWith("… [200 characters]");
    }

    @Test
    void noPairIsSplit() {
        assertThat(BoundedText.line("ab\ud83d\ude00cd", 3)).isEqualTo("ab… [6 characters]");
    }

    @Test
    void longListsAreCutWithACount() {
        List<String> names = IntStream.range(0, 1000).mapToObj(String::valueOf).toList();

        assertThat(BoundedText.names(names)).isEqualTo("0, 1, 2, 3, 4, 5, 6, 7, 8, 9, and 990 more");
        assertThat(BoundedText.names(names.subList(0, 10), "; ")).isEqualTo("0; 1; 2; 3; 4; 5; 6; 7; 8; 9");
        assertThat(BoundedText.names(List.of())).isEmpty();
    }

    @Property
    void everyTextIsBoundedVisibleAndOneLine(@ForAll String text, @ForAll @IntRange(min = 2, max = 40) int longest) {
        String line = BoundedText.line(text, longest);

        assertThat(line.length()).isLessThanOrEqualTo(longest + 30);
        assertThat(VisibleText.line(line)).isEqualTo(line).doesNotContain("\n");
    }
}
