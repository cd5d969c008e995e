package io.quarkiverse.containerd.deployment.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.builder.BuildChainBuilder;
import io.quarkus.deployment.builditem.DevServicesLauncherConfigResultBuildItem;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.test.QuarkusUnitTest;

/** An application that configures one directory: it keeps that, and gets programs and all other directories. */
class DevServicesTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest().withEmptyApplication()
            .overrideConfigKey("quarkus.containerd.preseed.enabled", "false")
            .overrideConfigKey("quarkus.containerd.preseed.directory", "/srv/images")
            .addBuildChainCustomizer(DevServicesTest::checkWhatOtherProcessesGet);

    @Test
    void theApplicationGetsProgramsThatRunAndDirectoriesOfItsOwn() {
        Config config = ConfigProvider.getConfig();

        assertThat(config.getValue("quarkus.containerd.executable", Path.class)).isAbsolute().isExecutable();
        assertThat(config.getValue("quarkus.containerd.cni.bin-dir", Path.class).resolve("host-local")).isExecutable();
        assertThat(List.of(config.getValue("quarkus.containerd.path", Path[].class)))
                .contains(config.getValue("quarkus.containerd.executable", Path.class).getParent(), Path.of("/usr/bin"));
        Path directory = Path.of(System.getProperty("quarkus.containerd.devservices.directory", "target"), "containerd-test");
        for (String key : List.of("run-directory", "root")) {
            assertThat(config.getValue("quarkus.containerd." + key, Path.class)).startsWith(directory.toAbsolutePath());
        }
        assertThat(config.getValue("quarkus.containerd.state", String.class)).isNotEqualTo("/run/containerd");
    }

    @Test
    void whatTheUserConfiguredStays() {
        assertThat(ConfigProvider.getConfig().getValue("quarkus.containerd.preseed.directory", String.class))
                .isEqualTo("/srv/images");
    }

    /** An application that a test starts in a process of its own gets system properties, which would outrank the user's. */
    private static void checkWhatOtherProcessesGet(BuildChainBuilder builder) {
        builder.addBuildStep(context -> {
            assertThat(context.consume(DevServicesLauncherConfigResultBuildItem.class).getConfig())
                    .containsKeys("quarkus.containerd.executable", "quarkus.containerd.root")
                    .doesNotContainKey("quarkus.containerd.preseed.directory");
            context.produce(new FeatureBuildItem("checked"));
        }).consumes(DevServicesLauncherConfigResultBuildItem.class).produces(FeatureBuildItem.class).build();
    }
}
