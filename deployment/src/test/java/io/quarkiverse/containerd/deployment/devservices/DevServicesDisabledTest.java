package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class DevServicesDisabledTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest().withEmptyApplication()
            .overrideConfigKey("quarkus.containerd.enabled", "false")
            .overrideConfigKey("quarkus.containerd.devservices.enabled", "false");

    @Test
    void theDefaultsOfProductionApply() {
        assertThat(ConfigProvider.getConfig().getOptionalValue("quarkus.containerd.executable", String.class)).isEmpty();
        assertThat(ConfigProvider.getConfig().getValue("quarkus.containerd.root", String.class))
                .isEqualTo("/var/lib/containerd");
    }
}
