package io.quarkiverse.containerd.runtime.render.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.containerd.runtime.render.Fixture;

class ContainerdVersionTest {

    @ParameterizedTest
    @CsvSource({
            "containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u3, 1, 6, 20, 1.6.20~ds1",
            "containerd containerd.io 1.6.33 d2d58213f83a351ca8f528a95fbd145f5654e957, 1, 6, 33, 1.6.33",
            "containerd github.com/containerd/containerd v1.7.2 0cae528dd6cb557f7201036e9f43420650207b58, 1, 7, 2, v1.7.2",
            "containerd github.com/containerd/containerd 1.7.24~ds1 1.7.24~ds1-6+deb13u1, 1, 7, 24, 1.7.24~ds1",
            "containerd github.com/containerd/containerd/v2 2.1.9+unknown , 2, 1, 9, 2.1.9+unknown",
            "containerd github.com/containerd/containerd/v2 v2.0.0-rc.1 abc, 2, 0, 0, v2.0.0-rc.1",
            "containerd github.com/containerd/containerd/v2 2.2, 2, 2, 0, 2.2" })
    void readsWhatTheProgramPrints(String output, int major, int minor, int patch, String text) {
        ContainerdVersion version = ContainerdVersion.parse(output + "\n");

        assertThat(version).isEqualTo(new ContainerdVersion(major, minor, patch, text)).hasToString(text);
    }

    @Test
    void readsPastWarnings() {
        assertThat(ContainerdVersion.parse("WARNING: something 9.9.9\ncontainerd containerd.io 1.7.1 rev\n").minor())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "containerd", "containerd containerd.io unknown", "runc version 1.1.5" })
    void refusesOtherOutput(String output) {
        assertThatThrownBy(() -> ContainerdVersion.parse(output)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({ "1.6.20~ds1, 2", "v1.7.2, 2", "2.0.0, 3", "2.1.9+unknown, 3", "v2.1.5-k3s1, 3", "2.2, 3", "2.3.4, 4",
            "2.4.0, 4", "v2.0.0-rc.1,", "2.3.0~beta.0,", "2.4.0-beta.0,", "2.5.0,", "3.0.0," })
    void theSchemaOfReleasesIsKnown(String version, Integer schema) {
        OptionalInt known = schema == null ? OptionalInt.empty() : OptionalInt.of(schema);

        assertThat(ContainerdVersion.parse("containerd x " + version).ownSchema()).isEqualTo(known);
    }

    @Test
    void compares() {
        assertThat(Fixture.V2_0.isAtLeast(1, 7)).isTrue();
        assertThat(Fixture.V2_0.isAtLeast(2, 0)).isTrue();
        assertThat(Fixture.V2_0.isAtLeast(2, 1)).isFalse();
        assertThat(Fixture.V1_7.isAtLeast(2, 0)).isFalse();
    }
}
