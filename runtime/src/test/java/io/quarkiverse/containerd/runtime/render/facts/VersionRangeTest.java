package io.quarkiverse.containerd.runtime.render.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionRangeTest {

    @ParameterizedTest
    @CsvSource({ "1.6.28,false", "1.6.29,true", "1.7.13,false", "1.7.14,true", "2.0.0,true", "2.1.9,true", "1.5.99,false",
            "3.0.0,true" })
    void aSettingMayHaveComeWithPatchReleases(String version, boolean known) {
        assertThat(VersionRange.ALL.since("1.6.29", "1.7.14").contains(version(version))).isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource({ "1.6.0,true", "1.7.99,true", "2.0.0,false", "2.2.0,false" })
    void aSettingMayBeGone(String version, boolean known) {
        assertThat(VersionRange.ALL.until("2.0").contains(version(version))).isEqualTo(known);
    }

    @Test
    void rangesAreTold() {
        assertThat(VersionRange.ALL).hasToString("");
        assertThat(VersionRange.ALL.since("1.6.29", "1.7")).hasToString("since 1.6.29 and 1.7");
        assertThat(VersionRange.ALL.until("2.0")).hasToString("before 2.0");
        assertThat(VersionRange.ALL.since("1.7").until("2.1")).hasToString("since 1.7, before 2.1");
    }

    private static ContainerdVersion version(String text) {
        return ContainerdVersion.parse("containerd example.com/containerd v" + text + " abc");
    }
}
