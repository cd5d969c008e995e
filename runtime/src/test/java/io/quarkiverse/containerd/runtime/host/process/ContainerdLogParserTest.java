package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.containerd.logs.ParsedLine;
import io.quarkiverse.containerd.runtime.logs.GoQuoting;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ContainerdLogParserTest {

    private final ContainerdLogParser parser = new ContainerdLogParser();

    @Test
    void parsesAnEntryWithFieldsInTheirOrder() {
        ParsedLine line = parser.parse("time=\"2026-11-23T09:15:40.035672650Z\" level=info"
                + " msg=\"skip loading plugin \\\"io.containerd.snapshotter.v1.aufs\\\"...\""
                + " error=\"aufs is not supported (modprobe aufs failed: exec: \\\"modprobe\\\": executable file not found in $PATH"
                + " \\\"\\\"): skip plugin\" type=io.containerd.snapshotter.v1");
        assertThat(line.level()).isEqualTo(Level.INFO);
        assertThat(line.message()).isEqualTo("skip loading plugin \"io.containerd.snapshotter.v1.aufs\"...");
        assertThat(line.continuation()).isFalse();
        assertThat(line.fields()).containsExactly(
                Map.entry("error",
                        "aufs is not supported (modprobe aufs failed: exec: \"modprobe\": executable file not found in"
                                + " $PATH \"\"): skip plugin"),
                Map.entry("type", "io.containerd.snapshotter.v1"));
    }

    @ParameterizedTest
    @CsvSource({ "trace,TRACE", "debug,DEBUG", "info,INFO", "warning,WARN", "error,ERROR", "fatal,FATAL", "panic,FATAL" })
    void knowsAllLevelsInBothFormats(String name, Level level) {
        assertThat(parser.parse("time=\"2026-11-23T09:15:40Z\" level=" + name + " msg=x").level()).isEqualTo(level);
        assertThat(parser.parse("{\"level\":\"" + name + "\",\"msg\":\"x\"}").level()).isEqualTo(level);
    }

    @Test
    void parsesTheJsonFormat() {
        ParsedLine line = parser.parse("{\"error\":null,\"level\":\"debug\",\"msg\":\"sd notification\",\"notified\":false,"
                + "\"state\":\"STOPPING=1\",\"time\":\"2026-11-23T09:25:19.031329402Z\",\"more\":{\"a\":[1]}}");
        assertThat(line.level()).isEqualTo(Level.DEBUG);
        assertThat(line.message()).isEqualTo("sd notification");
        assertThat(line.fields()).containsExactly(Map.entry("error", "null"), Map.entry("notified", "false"),
                Map.entry("state", "STOPPING=1"), Map.entry("more", "{\"a\":[1]}"));
    }

    @Test
    void takesAnUnquotedValueAndAnEmptyOne() {
        assertThat(parser
                .parse("time=\"x\" level=warning msg=\"failed to load plugin io.containerd.metadata.v1.bolt\" error=timeout")
                .fields()).containsExactly(Map.entry("error", "timeout"));
        assertThat(parser.parse("time=\"x\" level=info msg= key=").fields()).containsExactly(Map.entry("key", ""));
    }

    @Test
    void takesWhatIsThereOfALineThatWasCut() {
        ParsedLine line = parser.parse("time=\"x\" level=error msg=\"a long \\\"stor");
        assertThat(line.level()).isEqualTo(Level.ERROR);
        assertThat(line.message()).isEqualTo("a long \"stor");
        assertThat(parser.parse("time=\"x\" level=error msg=\"ends in a backslash\\").message())
                .isEqualTo("ends in a backslash\\");
    }

    @ParameterizedTest
    @ValueSource(strings = { "time=", "time=\"x\" level=info", "time=\"x\" msg=hello", "time=\"x\" level=loud msg=hello",
            "{\"level\":\"info\"}", "{\"level\":\"info\",\"msg\":", "{}", "[]", "hello", "{\"a\": 1} trailing" })
    void takesWhatItDoesNotKnowForAMessage(String text) {
        assertThat(parser.parse(text)).isEqualTo(new ParsedLine(Level.INFO, text, Map.of(), false));
    }

    @Test
    void takesTheLastWordsForAnError() {
        String words = "containerd: failed to get listener for main endpoint: is a directory";
        assertThat(parser.parse(words)).isEqualTo(new ParsedLine(Level.ERROR, words, Map.of(), false));
        assertThat(parser.parse("Incorrect Usage. flag provided but not defined: -bogus").level()).isEqualTo(Level.ERROR);
    }

    @Test
    void keepsACrashOfTheGoRuntimeTogether() {
        List<String> crash = """
                panic: runtime error: invalid memory address or nil pointer dereference
                [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48c46f]

                goroutine 1 [running]:
                main.main()
                	/src/main.go:12 +0x1d
                github.com/containerd/containerd/services/server.(*Server).ServeGRPC(0xc0001a2b40, {0x7f1c2a3b4c58?, 0xc00012e018?})
                	/src/server.go:300 +0x45 fp=0xae65067520 sp=0xae65067500 pc=0x48c46f
                panic({0x10e2500?, 0xae64bd0400?})
                created by main.run in goroutine 39
                rax    0x0
                """
                .lines().toList();
        assertThat(parser.parse(crash.get(0)).level()).isEqualTo(Level.FATAL);
        assertThat(crash.subList(1, crash.size())).allSatisfy(line -> assertThat(parser.parse(line).continuation()).isTrue());
        for (String start : List.of("fatal error: concurrent map writes", "SIGQUIT: quit", "SIGSEGV: segmentation violation",
                "runtime: out of memory: cannot allocate 4194304-byte block", "unexpected fault address 0x0")) {
            assertThat(parser.parse(start)).extracting(ParsedLine::level, ParsedLine::continuation)
                    .containsExactly(Level.FATAL, false);
        }
        for (String ordinary : List.of("SIGNAL received: quit", "see f(x)", "a note (of sorts)", "NAME:")) {
            assertThat(parser.parse(ordinary)).extracting(ParsedLine::level, ParsedLine::continuation)
                    .containsExactly(Level.INFO, false);
        }
    }

    @Test
    void undoesEveryEscapeOfGo() {
        assertThat(GoQuoting.unquote("a\\tb\\nc\\\\d\\\"e\\x41\\u00e4\\U0001f600"))
                .isEqualTo("a\tb\nc\\d\"eA\u00e4\ud83d\ude00");
        assertThat(GoQuoting.unquote("bytes of one character: \\xc3\\xa4")).isEqualTo("bytes of one character: ä");
        assertThat(GoQuoting.unquote("\\q \\x4 \\xzz \\U00110000 \\")).isEqualTo("\\q \\x4 \\xzz \\U00110000 \\");
    }

    @Property
    void unquotesWhateverGoQuotes(@ForAll String text) {
        String message = text.replaceAll("[\\ud800-\\udfff]", "");
        StringBuilder quoted = new StringBuilder();
        message.codePoints().forEach(c -> quoted.append(switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            default -> c < ' ' ? String.format("\\x%02x", c) : Character.toString(c);
        }));
        ParsedLine line = parser.parse("time=\"t\" level=info msg=\"" + quoted + "\" key=\"" + quoted + "\" last=1");
        assertThat(line.message()).isEqualTo(message);
        assertThat(line.fields()).extracting("key", InstanceOfAssertFactories.STRING).isEqualTo(message);
        assertThat(line.fields()).containsEntry("last", "1");
    }

    @Property
    void neverThrows(@ForAll String text) {
        for (String start : List.of("", "time=", "time=\"\" level=info msg=\"", "{\"", "goroutine ", "SIG")) {
            assertThat(parser.parse(start + text)).isNotNull();
        }
    }
}
