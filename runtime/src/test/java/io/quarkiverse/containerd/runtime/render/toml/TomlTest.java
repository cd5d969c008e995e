package io.quarkiverse.containerd.runtime.render.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.render.Fixture;

class TomlTest {

    @Test
    void valuesAreToml() {
        assertThat(value("20").isIntegralNumber()).isTrue();
        assertThat(value("-999999999999999999").longValue()).isEqualTo(-999_999_999_999_999_999L);
        assertThat(value("[\"1234567890123456789\"]").get(0).textValue()).isEqualTo("1234567890123456789");
        assertThat(value("0.1234567890123456789").isFloatingPointNumber()).isTrue();
        assertThat(value("0.02").doubleValue()).isEqualTo(0.02);
        assertThat(value("true").booleanValue()).isTrue();
        assertThat(value("\"0\"").textValue()).isEqualTo("0");
        assertThat(value("\"\"").textValue()).isEmpty();
        assertThat(value("'C:\\x'").textValue()).isEqualTo("C:\\x");
        assertThat(value(" [\"a\", \"b\"] ")).hasSize(2);
        assertThat(value("{ a = { b = 1 } }").at("/a/b").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "0.0", "1.0", "-2.50", "100.0", "1e3", "[1.0]" })
    void floatsStayFloats(String text) {
        String written = Toml.write(Toml.table().set("v", value(text)));

        JsonNode parsed = Fixture.parse(written).get("v");
        assertThat((parsed.isArray() ? parsed.get(0) : parsed).isFloatingPointNumber()).as(written).isTrue();
        assertThat(written).matches("(?s).*[.E].*");
    }

    @ParameterizedTest
    @ValueSource(strings = { "4h0m0s", "/containerd/bin", "shared", "007", "1.2.3", "a\nb = 1", "1\nother = 2", "inf", "nan",
            "name = \"x\"", "True", "linux/amd64", "", "-", "é" })
    void whatIsNotTomlIsAString(String text) {
        assertThat(value(text).textValue()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"open", "'open", "[1, 2", "{ a = 1", "[a]", "{ a }", "\"a\" b", "99999999999999999999",
            "1234567890123456789", "-9_223_372_036_854_775_808", "{ a = [1234567890123456789] }", "0xfffffffffffffffff",
            "[1, 99999999999999999999]", "[inf]", "{ a = 1e400 }" })
    void malformedValuesNameTheKey(String text) {
        assertThatThrownBy(() -> value(text)).isInstanceOfSatisfying(ConfigurationException.class,
                e -> assertThat(e.key()).isEqualTo("quarkus.containerd.toml.x"))
                .hasMessageStartingWith("quarkus.containerd.toml.x: ");
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"s3cret", "'s3cret' s3cret", "[s3cret]", "{ a = s3cret }", "{ s3cret = 1, s3cret = 2 }",
            "[\"a\", \"s3cret\"", "\"s3c\\qret\"", "[1e7777777777]", "{ password = 77777777777777777777 }",
            "7777777777777777777",
            "{ a = 0xfffffffffffffffff7777 }", "{ a = 7.7777e400 }" })
    void malformedValuesAreNotShownAsTheyMayBeSecrets(String text) {
        assertThatThrownBy(() -> value(text)).isInstanceOf(ConfigurationException.class)
                .message().doesNotContain("s3c").doesNotContain("ret").doesNotContain("777").doesNotContain("fff");
    }

    @Test
    void keysAreTomlDottedKeys() {
        assertThat(Toml.dottedKey("k", "plugins.'io.containerd.grpc.v1.cri'.enable_selinux"))
                .isEqualTo(List.of("plugins", "io.containerd.grpc.v1.cri", "enable_selinux"));
        assertThat(Toml.dottedKey("k", "a . \"b.\\\"c\"")).isEqualTo(List.of("a", "b.\"c"));
        assertThat(Toml.dottedKey("k", "plugin_dir")).isEqualTo(List.of("plugin_dir"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "a..b", "a.", "a b", "a = 1", "a = 1 #", "[a]\nb", "x=1\ny", "io/x", "'a", "a = { b" })
    void malformedKeysNameTheKey(String dotted) {
        assertThatThrownBy(() -> Toml.dottedKey("the.key", dotted)).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("the.key: ");
    }

    @ParameterizedTest
    @CsvSource({ "PT0S,0s", "PT5S,5s", "PT1M30S,1m30s", "PT4H,4h0m0s", "PT0.1S,100ms", "PT0.000001002S,1.002µs",
            "PT25H0.5S,25h0m0.5s" })
    void durationsAreWrittenAsGoWritesThem(Duration duration, String text) {
        assertThat(GoDuration.format(duration)).isEqualTo(text);
    }

    private static JsonNode value(String text) {
        return Toml.value("quarkus.containerd.toml.x", text);
    }
}
