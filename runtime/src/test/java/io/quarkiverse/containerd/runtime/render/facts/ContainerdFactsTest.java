package io.quarkiverse.containerd.runtime.render.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerdFactsTest {

    private static final ContainerdVersion VERSION = new ContainerdVersion(2, 9, 0, "2.9.0");

    /** containerd 1.x prints the keys in the order of the alphabet. */
    @Test
    void theSchemaNeedNotBeFirst() {
        ContainerdFacts facts = ContainerdFacts.of(VERSION, "oom_score = 0\nversion = 2\n\n[debug]\n  version = 7\n");

        assertThat(facts.configSchema()).isEqualTo(2);
        assertThat(facts.migration(2)).isEmpty();
    }

    @Test
    void aNewerSchemaIsLeftToContainerd() {
        ContainerdFacts facts = ContainerdFacts.of(VERSION, "version = 5\n");

        assertThat(facts.configSchema()).isEqualTo(4);
        assertThat(facts.migration(4)).hasValue("containerd 2.9.0 has version 5 of the configuration schema: version 4, the"
                + " newest known here, is written, and containerd migrates it at each start.");
    }

    @Test
    void anOlderSchemaByItsKeyIsMigrated() {
        assertThat(ContainerdFacts.of(VERSION, "version = 4").migration(3)).hasValue("containerd 2.9.0 has version 4 of the"
                + " configuration schema: version 3, as quarkus.containerd.config-version says, is written, and containerd"
                + " migrates it at each start.");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "no TOML", "version = 'four'", "version = 0", "[debug]\nversion = 3" })
    void refusesWhatHasNoSchema(String output) {
        assertThatThrownBy(() -> ContainerdFacts.of(VERSION, output)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("config default");
    }
}
