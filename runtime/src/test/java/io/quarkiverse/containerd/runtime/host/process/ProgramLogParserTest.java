package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.LogFormat;
import io.quarkiverse.containerd.logs.ParsedLine;

class ProgramLogParserTest {

    private final LineParser auto = ProgramLogParser.of(LogFormat.AUTO);

    @Test
    void readsLogrus() {
        assertThat(auto.parse("time=\"2026-01-01T00:00:00Z\" level=warning msg=\"No HTTP secret\" go.version=go1.19.8"))
                .isEqualTo(entry(Level.WARN, "No HTTP secret", Map.of("go.version", "go1.19.8")));
        assertThat(auto.parse("ts=2026-01-01T00:00:00Z caller=main.go:1 level=info msg=ready"))
                .isEqualTo(entry(Level.INFO, "ready", Map.of("caller", "main.go:1")));
    }

    @Test
    void readsKlogWithItsPairs() {
        assertThat(auto.parse("E0412 12:00:00.123456    4711 kubelet.go:2412] \"Container runtime \\\"x\\\" not ready\""
                + " runtimeReady=\"RuntimeReady=false reason:a\" pod=\"kube-system/dns\""))
                .isEqualTo(entry(Level.ERROR, "Container runtime \"x\" not ready", Map.of("source", "kubelet.go:2412",
                        "runtimeReady", "RuntimeReady=false reason:a", "pod", "kube-system/dns")));
        assertThat(auto.parse("I0412 12:00:00.123456       1 server.go:1] Starting \"it\""))
                .isEqualTo(entry(Level.INFO, "Starting \"it\"", Map.of("source", "server.go:1")));
        assertThat(auto.parse("W0412 12:00:00.123456       1 server.go:1] \"cut in the mid"))
                .isEqualTo(entry(Level.WARN, "\"cut in the mid", Map.of("source", "server.go:1")));
    }

    @Test
    void readsJsonOfZapKlogAndOthers() {
        assertThat(auto.parse("{\"level\":\"warn\",\"ts\":\"2026-01-01T00:00:00Z\",\"caller\":\"etcdmain/etcd.go:73\","
                + "\"msg\":\"Running\",\"args\":[\"etcd\"]}"))
                .isEqualTo(entry(Level.WARN, "Running", Map.of("caller", "etcdmain/etcd.go:73", "args", "[\"etcd\"]")));
        assertThat(auto.parse("{\"ts\":1.5,\"msg\":\"Failed\",\"err\":\"no room\"}"))
                .isEqualTo(entry(Level.ERROR, "Failed", Map.of("err", "no room")));
        assertThat(auto.parse("{\"ts\":1.5,\"message\":\"Fine\",\"v\":0}"))
                .isEqualTo(entry(Level.INFO, "Fine", Map.of("v", "0")));
    }

    @ParameterizedTest
    @CsvSource({ "TRACE,TRACE", "debug,DEBUG", "Notice,INFO", "WARNING,WARN", "err,ERROR", "critical,FATAL", "50,ERROR",
            "loud,INFO" })
    void knowsTheNamesOfLevels(String name, Level level) {
        assertThat(auto.parse("{\"severity\":\"" + name + "\",\"message\":\"m\"}").level()).isEqualTo(level);
    }

    @Test
    void whatIsInNoFormatIsAMessage() {
        for (String line : new String[] { "listening on :80", "{not json}", "{\"a\":1}", "key=value only", "a b=c level=info",
                "-", "{" }) {
            assertThat(auto.parse(line)).isEqualTo(entry(Level.INFO, line, Map.of()));
        }
    }

    @Test
    void crashReportsAndIndentedLinesContinue() {
        assertThat(auto.parse("panic: no").level()).isEqualTo(Level.FATAL);
        assertThat(auto.parse("goroutine 1 [running]:").continuation()).isTrue();
        assertThat(auto.parse("\tat java.base/java.lang.Thread.run").continuation()).isTrue();
        assertThat(auto.parse("  File \"x.py\", line 1").continuation()).isTrue();
        assertThat(auto.parse("").continuation()).isTrue();
    }

    @Test
    void aGivenFormatIsTheOnlyOne() {
        String json = "{\"level\":\"warn\",\"msg\":\"m\"}";
        assertThat(ProgramLogParser.of(LogFormat.KLOG).parse(json)).isEqualTo(entry(Level.INFO, json, Map.of()));
        assertThat(ProgramLogParser.of(LogFormat.LOGFMT).parse(json)).isEqualTo(entry(Level.INFO, json, Map.of()));
        assertThat(ProgramLogParser.of(LogFormat.JSON).parse(json)).isEqualTo(entry(Level.WARN, "m", Map.of()));
        assertThat(ProgramLogParser.of(LogFormat.PLAIN).parse("panic: no")).isEqualTo(entry(Level.INFO, "panic: no", Map.of()));
    }

    private static ParsedLine entry(Level level, String message, Map<String, String> fields) {
        return new ParsedLine(level, message, fields, false);
    }
}
