package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.containerd.testing.LocalContainerd;
import io.quarkus.test.QuarkusUnitTest;

/** The user's own containerd is run, but not in the directories of the machine's. */
class DevServicesConfiguredExecutableTest {

    private static final String EXECUTABLE = LocalContainerd.binaries().executable().orElseThrow().toString();

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest().withEmptyApplication()
            .overrideConfigKey("quarkus.containerd.preseed.enabled", "false")
            .overrideConfigKey("quarkus.containerd.executable", EXECUTABLE)
            // Nothing may be fetched, and nothing could be
            .overrideConfigKey("quarkus.containerd.devservices.cache-directory", "/dev/null/cache");

    @Test
    void nothingIsFetchedAndTheDirectoriesMove() {
        assertThat(ConfigProvider.getConfig().getValue("quarkus.containerd.executable", String.class))
                .isEqualTo(EXECUTABLE);
        assertThat(ConfigProvider.getConfig().getValue("quarkus.containerd.root", String.class)).contains("/containerd-test/");
    }
}
