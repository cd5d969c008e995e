package io.quarkiverse.containerd.runtime.host.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.runtime.render.facts.RuntimePrograms;

class RunscNetworkProbeTest {

    @Test
    void readsTheReleaseOfGoogleAndOfDebian() {
        assertThat(RunscNetworkProbe.release("runsc version release-20240807.0\nspec: 1.1.0-rc.1\n")).contains(20240807);
        assertThat(RunscNetworkProbe.release("runsc version 0.0~20240729.0\nspec: 1.0.2-dev\n")).contains(20240729);
        assertThat(RunscNetworkProbe.release("runsc version VERSION_MISSING\nspec: 1.0.2-dev\n")).isEmpty();
    }

    @Test
    void asksNothingWithoutRunsc() {
        assertThat(new RunscNetworkProbe().needsHostNetwork(new RuntimePrograms(Map.of()))).isFalse();
    }
}
