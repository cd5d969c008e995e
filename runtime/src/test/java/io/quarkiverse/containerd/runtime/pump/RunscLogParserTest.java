package io.quarkiverse.containerd.runtime.pump;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.containerd.logs.ParsedLine;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RunscLogParserTest {

    private final RunscLogParser parser = new RunscLogParser();

    @Test
    void parsesTheTextFormat() {
        ParsedLine line = parser.parse("I1123 06:00:22.935259       1 main.go:196] **************** gVisor ****************");
        assertThat(line.level()).isEqualTo(Level.INFO);
        assertThat(line.message()).isEqualTo("**************** gVisor ****************");
        assertThat(line.continuation()).isFalse();
        assertThat(line.fields()).containsExactly(Map.entry("pid", "1"), Map.entry("source", "main.go:196"));
        assertThat(parser.parse("D1123 06:00:22.914204 1234567890 cgroup.go:634] x").fields()).containsEntry("pid",
                "1234567890");
    }

    @ParameterizedTest
    @CsvSource({ "D,DEBUG", "I,INFO", "W,WARN", "E,ERROR", "F,FATAL" })
    void knowsTheLettersOfTheLevels(String letter, Level level) {
        assertThat(parser.parse(letter + "1123 05:35:24.951558    1031 main.go:196] x").level()).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({ "debug,DEBUG", "info,INFO", "warning,WARN", "error,ERROR", "fatal,FATAL" })
    void knowsTheNamesOfTheLevels(String name, Level level) {
        assertThat(parser.parse("{\"msg\":\"x\",\"level\":\"" + name + "\",\"time\":\"2026-11-23T06:15:29Z\"}").level())
                .isEqualTo(level);
    }

    @ParameterizedTest
    @ValueSource(strings = { "msg", "log" })
    void parsesBothJsonFormats(String key) {
        ParsedLine line = parser.parse("{\"" + key + "\":\"limits.go:104] Host limit is lower than recommended, resource:"
                + " \\\"RLIMIT_NOFILE\\\"\",\"level\":\"warning\",\"time\":\"2026-11-23T06:15:29.272827237Z\"}");
        assertThat(line)
                .isEqualTo(new ParsedLine(Level.WARN, "Host limit is lower than recommended, resource: \"RLIMIT_NOFILE\"",
                        Map.of("source", "limits.go:104"), false));
    }

    @Test
    void keepsAMessageThatOnlyLooksAsIfItHadASource() {
        assertThat(parser.parse("{\"msg\":\"list [a, b] done\",\"level\":\"info\"}").message()).isEqualTo("list [a, b] done");
        assertThat(parser.parse("{\"msg\":\"\",\"level\":\"info\",\"nested\":{\"a\":[1]}}").message()).isEmpty();
        assertThat(parser.parse("I1123 05:35:24.951558    1031 a.go:1]").message()).isEmpty();
        assertThat(parser.parse("I1123 05:35:24.951558    1031 a.go:1]   indented [x] y").message())
                .isEqualTo("  indented [x] y");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{", "}", "  \"ociVersion\": \"1.2.0\",", "{\"ociVersion\": \"1.2.0\"}", "{\"msg\":\"torn",
            "X1123 05:35:24",
            "I1123 05:35:24.951558", "I1123 05:35:24.951558    1031 nobracket", "I1123 05:35:24.95155x    1031 main.go:196] x",
            "I1123 05:35:24.951558    10a1 main.go:196] x", "I1123 05:35:24.951558 ] x", "goroutine 40 [running]:",
            "\truntime/panic.go:879 +0x16f fp=0xae650675b0 sp=0xae65067500 pc=0x48c46f", "runtime.goexit({})" })
    void takesEverythingElseForAContinuation(String line) {
        assertThat(parser.parse(line)).isEqualTo(new ParsedLine(null, line, Map.of(), true));
    }

    @Test
    void takesThePanicOfAProgramForFatal() {
        for (String line : List.of(
                "panic: running on goroutine 749020013024 (task goroutine for kernel.Task 0xae64d6ca88 is 0)",
                "fatal error: all goroutines are asleep - deadlock!", "SIGSEGV: segmentation violation")) {
            assertThat(parser.parse(line)).isEqualTo(new ParsedLine(Level.FATAL, line, Map.of(), false));
        }
    }

    @Property
    void neverThrows(@ForAll String text) {
        for (String start : List.of("", "{\"", "{\"msg\":\"", "I1123 05:35:24.951558 ", "I1123 05:35:24.951558 1 ",
                "panic: ")) {
            assertThat(parser.parse(start + text)).isNotNull();
        }
    }
}
