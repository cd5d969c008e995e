package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanContainer;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.QuarkusUnitTest;

/** An application with metrics and with OpenTelemetry, in which the node daemon's own are switched off. */
class TelemetryDisabledTest {

    private static final String RUNTIME = "io.quarkiverse.containerd.runtime.";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClass(Scrape.class))
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-opentelemetry", Version.getVersion())))
            .overrideConfigKey("quarkus.otel.exporter.otlp.enabled", "false")
            .overrideConfigKey("quarkus.containerd.tracing.enabled", "false")
            .overrideConfigKey("quarkus.containerd.metrics.enabled", "false")
            .overrideConfigKey("quarkus.containerd.enabled", "false");

    @Inject
    BeanContainer beans;

    @Test
    void metricsAreNotPartOfTheApplication() {
        assertThat(beans()).anyMatch(bean -> bean.startsWith(RUNTIME + "daemon."))
                .noneMatch(bean -> bean.startsWith(RUNTIME + "metrics."));
        assertThat(Scrape.now().samples()).isEmpty();
    }

    /** But its calls still make no spans of their own. */
    @Test
    void tracesOfTheTreeAreNotPartOfTheApplication() {
        assertThat(beans()).contains(RUNTIME + "tracing.CallsWithinTraces").doesNotContain(RUNTIME + "tracing.DaemonTraces");
    }

    private List<String> beans() {
        return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream().map(bean -> bean.getBeanClass().getName()).toList();
    }
}
