package io.quarkiverse.containerd.runtime.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {

    /** Zero width and joining characters, marks of order and direction, fillers, selectors, and blanks that are no spaces. */
    @ParameterizedTest
    @ValueSource(ints = { 0x200b, 0x200c, 0x200d, 0x2060, 0x2061, 0x2064, 0xfeff, 0xad, 0x34f, 0x61c, 0x180e, 0x200e, 0x202e,
            0x2066, 0x206a, 0xfff9, 0x115f, 0x1160, 0x3164, 0xffa0, 0x17b4, 0xfe0f, 0x180b, 0x2800, 0xa0, 0x2003, 0x202f,
            0x3000,
            0x2028, 0x85, 0x7f, 0x1b })
    void whatCannotBeSeenIsEscaped(int character) {
        String code = character < 0x80 ? String.format("\\x%02x", character) : String.format("\\u%04x", character);

        assertThat(VisibleText.line("a" + (char) character + "b")).isEqualTo("a" + code + "b");
    }

    @Test
    void bothHalvesOfAPairAreEscaped() {
        assertThat(VisibleText.line(Character.toString(0xe0041))).isEqualTo("\\udb40\\udc41");
        assertThat(VisibleText.line(Character.toString(0xe0101))).isEqualTo("\\udb40\\udd01");
        assertThat(VisibleText.line("\ud83d")).isEqualTo("\\ud83d");
        assertThat(VisibleText.line("\ude00\ud83d")).isEqualTo("\\ude00\\ud83d");
    }

    @Test
    void whatCanBeSeenStays() {
        assertThat(VisibleText.line("tab\tgrün 日本 😀 é")).isEqualTo("tab\tgrün 日本 😀 é");
    }

    @Test
    void linesAreKeptOrEscapedOrIndented() {
        assertThat(VisibleText.lines("a\nb\rc")).isEqualTo("a\nb\\rc");
        assertThat(VisibleText.line("a\nb")).isEqualTo("a\\nb");
        assertThat(VisibleText.indented("a\nb")).isEqualTo("a\n    | b");
    }
}
