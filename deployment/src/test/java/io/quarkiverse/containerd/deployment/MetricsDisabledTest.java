package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanContainer;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class MetricsDisabledTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClass(Scrape.class))
            .overrideConfigKey("quarkus.containerd.metrics.enabled", "false")
            .overrideConfigKey("quarkus.containerd.enabled", "false");

    @Inject
    BeanContainer beans;

    @Test
    void areNotPartOfTheApplication() {
        assertThat(beans.getBeans(Object.class, Any.Literal.INSTANCE)).extracting(bean -> bean.getBeanClass().getPackageName())
                .contains("io.quarkiverse.containerd.runtime.daemon")
                .doesNotContain("io.quarkiverse.containerd.runtime.metrics");
        assertThat(Scrape.now().samples()).isEmpty();
    }
}
