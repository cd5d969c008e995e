package io.quarkiverse.containerd.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformMatcherTest {

    private static final String[] OFFERED = { "linux/amd64", "linux/amd64/v1", "linux/amd64/v2", "linux/amd64/v3", "linux/386",
            "linux/arm64", "linux/arm64/v8", "linux/arm64/v8.2", "linux/arm64/v9", "linux/arm", "linux/arm/v5", "linux/arm/v6",
            "linux/arm/v7", "linux/arm/v8", "linux/s390x", "windows/amd64", "unknown/unknown" };

    private static Set<String> matched(PlatformMatcher matcher) {
        return Stream.of(OFFERED).filter(text -> matcher.matches(raw(text))).collect(Collectors.toSet());
    }

    private static Platform raw(String text) {
        String[] parts = text.split("/");
        return new Platform(parts[0], parts[1], parts.length > 2 ? parts[2] : "", "");
    }

    @ParameterizedTest
    @CsvSource({
            "linux/amd64, linux/amd64 linux/amd64/v1 linux/386",
            "linux/x86_64/v1, linux/amd64 linux/amd64/v1 linux/386",
            "linux/amd64/v3, linux/amd64 linux/amd64/v1 linux/amd64/v2 linux/amd64/v3 linux/386",
            "linux/386, linux/386",
            "linux/arm64, linux/arm64 linux/arm64/v8 linux/arm linux/arm/v5 linux/arm/v6 linux/arm/v7 linux/arm/v8",
            "linux/arm64/v9, linux/arm64 linux/arm64/v8 linux/arm64/v8.2 linux/arm64/v9 linux/arm linux/arm/v5 linux/arm/v6 linux/arm/v7 linux/arm/v8",
            "linux/arm/v7, linux/arm linux/arm/v5 linux/arm/v6 linux/arm/v7",
            "linux/arm, linux/arm linux/arm/v5 linux/arm/v6 linux/arm/v7",
            "linux/arm/v6, linux/arm/v5 linux/arm/v6",
            "linux/s390x, linux/s390x" })
    void takesWhatTheProcessorRuns(String wanted, String matched) {
        assertThat(matched(PlatformMatcher.only(raw(wanted)))).isEqualTo(Set.of(matched.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({ "linux/amd64, linux/amd64 linux/amd64/v1", "linux/arm, linux/arm linux/arm/v7",
            "linux/arm64, linux/arm64 linux/arm64/v8" })
    void strictTakesOnePlatform(String wanted, String matched) {
        assertThat(matched(PlatformMatcher.strict(raw(wanted)))).isEqualTo(Set.of(matched.split(" ")));
    }

    @Test
    void allTakesEverything() {
        assertThat(matched(PlatformMatcher.all())).hasSize(OFFERED.length);
    }

    @Test
    void anAbsentOperatingSystemIsTheHosts() {
        PlatformMatcher host = PlatformMatcher.host();
        assertThat(host.matches(new Platform("", Platforms.host().architecture(), Platforms.host().variant(), ""))).isTrue();
        assertThat(host.matches(new Platform("", "", "", ""))).isFalse();
    }

    @Test
    void comparesTheBuildOfWindows() {
        PlatformMatcher matcher = PlatformMatcher.only(new Platform("windows", "amd64", "", "10.0.17763.1"));
        assertThat(matcher.matches(new Platform("windows", "amd64", "", "10.0.17763.4010"))).isTrue();
        assertThat(matcher.matches(new Platform("windows", "amd64", "", "10.0.20348.1"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "Linux/X86_64, linux/amd64", "linux/x86-64, linux/amd64", "linux/amd64/v1, linux/amd64",
            "linux/aarch64, linux/arm64", "linux/arm64/v8, linux/arm64", "linux/arm64/8, linux/arm64", "linux/i386, linux/386",
            "linux/armhf, linux/arm/v7", "linux/armel, linux/arm/v6", "linux/arm, linux/arm/v7", "linux/arm/6, linux/arm/v6",
            "macOS/arm64, darwin/arm64" })
    void bringsSpellingsToOne(String text, String normal) {
        assertThat(Platforms.format(Platforms.parse(text))).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "linux", "linux/", "/amd64", "linux//v7", "a/b/c/d" })
    void refusesOtherTexts(String text) {
        assertThatThrownBy(() -> Platforms.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("os/architecture");
    }
}
