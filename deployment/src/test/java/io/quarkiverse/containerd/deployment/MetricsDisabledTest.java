package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.runtime.metrics.ContainerdMetrics;
import io.quarkus.test.QuarkusUnitTest;

class MetricsDisabledTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClass(Scrape.class))
            .overrideConfigKey("quarkus.containerd.metrics.enabled", "false")
            .overrideConfigKey("quarkus.containerd.enabled", "false");

    @Inject
    Instance<ContainerdMetrics> metrics;

    @Test
    void areNotPartOfTheApplication() {
        assertThat(metrics.isResolvable()).isFalse();
        assertThat(Scrape.now().samples()).isEmpty();
    }
}
