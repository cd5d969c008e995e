package io.quarkiverse.containerd.render;

import static io.quarkiverse.containerd.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.render.Fixture.V1_6;
import static io.quarkiverse.containerd.render.Fixture.V1_7;
import static io.quarkiverse.containerd.render.Fixture.V2_0;
import static io.quarkiverse.containerd.render.Fixture.V2_1;
import static io.quarkiverse.containerd.render.Fixture.configToml;
import static io.quarkiverse.containerd.render.Fixture.render;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** What a containerd cannot express. */
class VersionsTest {

    private static final ContainerdVersion V2_2 = ContainerdVersion
            .parse("containerd github.com/containerd/containerd/v2 v2.2.0 x");

    @Test
    void aKeyThatChangesBehaviourIsAnError() {
        assertThatThrownBy(() -> render(Map.of("cri.cdi.enabled", "true"), V1_6, CAPABLE))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("quarkus.containerd.cri.cdi.enabled: containerd 1.6.20~ds1 has no such setting (since 1.7);"
                        + " leave the key out, or use another containerd");
        assertThatThrownBy(() -> render(Map.of("cri.disable-cgroup", "true"), V2_1, CAPABLE))
                .hasMessageContaining("cri.disable-cgroup: containerd 2.1.9+unknown has no such setting (before 2.0)");
        assertThatThrownBy(() -> render(Map.of("nri.enabled", "true"), V1_6, CAPABLE)).hasMessageContaining("nri.enabled");
    }

    @Test
    void aKeyThatContainerdDoesWithoutIsAWarning() {
        Rendering rendering = render(Map.of("cri.images.pull-progress-timeout", "1m", "runtime-v1.shim", "x"), V1_6, CAPABLE);

        assertThat(rendering.warnings()).containsExactly("quarkus.containerd.cri.images.pull-progress-timeout is left out:"
                + " containerd 1.6.20~ds1 has no such setting (since 1.7).");
        assertThat(render(Map.of("runtime-v1.shim", "x"), V2_1, CAPABLE).warnings()).hasSize(1);
    }

    @Test
    void aValueThatContainerdBehavesByAnywayIsNeither() {
        Map<String, String> keys = Map.of("cri.cdi.enabled", "false", "nri.enabled", "false",
                "cri.images.use-local-image-pull", "true");

        assertThat(render(keys, V1_6, CAPABLE).warnings()).isEmpty();
        assertThat(render(Map.of("cri.no-pivot", "false", "tasks.sched-core", "false"), V2_1, CAPABLE).warnings()).isEmpty();
    }

    @Test
    void anOlderSchemaMayHaveNoPlace() {
        assertThatThrownBy(
                () -> render(Map.of("config-version", "2", "tasks.shim-environment.A", "b"), V2_1, CAPABLE))
                .hasMessage(
                        "quarkus.containerd.tasks.shim-environment: version 2 of the configuration schema has no place for it;"
                                + " leave the key out, or leave quarkus.containerd.config-version out");
    }

    @Test
    void downloadsAreLimitedWhereTheyAreMade() {
        Map<String, String> keys = Map.of("cri.images.max-concurrent-downloads", "5");
        String images = "/plugins/io.containerd.cri.v1.images/max_concurrent_downloads";
        String transfer = "/plugins/io.containerd.transfer.v1.local/max_concurrent_downloads";

        assertThat(configToml(keys, V2_0, CAPABLE).at(images).intValue()).isEqualTo(5);
        assertThat(configToml(keys, V2_0, CAPABLE).at(transfer).isMissingNode()).isTrue();
        assertThat(configToml(keys, V2_1, CAPABLE).at(images).isMissingNode()).isTrue();
        assertThat(configToml(keys, V2_1, CAPABLE).at(transfer).intValue()).isEqualTo(5);
        assertThat(configToml(Map.of("cri.images.max-concurrent-downloads", "5", "cri.images.use-local-image-pull", "true"),
                V2_1, CAPABLE).at(images).intValue()).isEqualTo(5);
        assertThatThrownBy(() -> render(Map.of("cri.images.max-concurrent-downloads", "5",
                "transfer.max-concurrent-downloads", "6"), V2_1, CAPABLE))
                .hasMessageContaining("quarkus.containerd.transfer.max-concurrent-downloads")
                .hasMessageContaining("quarkus.containerd.cri.images.max-concurrent-downloads");
    }

    @Test
    void whatTheTransferServiceCannotDoIsPulledWithoutIt() {
        String local = "/plugins/io.containerd.cri.v1.images/use_local_image_pull";

        assertThat(configToml(Map.of(), V2_1, CAPABLE).at(local).isMissingNode()).isTrue();
        assertThat(configToml(Map.of("cri.images.discard-unpacked-layers", "true"), V2_1, CAPABLE).at(local).booleanValue())
                .isTrue();
        assertThat(configToml(Map.of("registries.r.username", "u", "registries.r.password", "p"), V2_1, CAPABLE).at(local)
                .booleanValue()).isTrue();
        assertThat(configToml(Map.of("registries.r.username", "u", "registries.r.password", "p"), V2_0, CAPABLE).at(local)
                .isMissingNode()).isTrue();
        assertThatThrownBy(() -> render(Map.of("cri.images.discard-unpacked-layers", "true",
                "cri.images.use-local-image-pull", "false"), V2_1, CAPABLE))
                .hasMessageStartingWith("quarkus.containerd.cri.images.use-local-image-pull: false does not go with"
                        + " quarkus.containerd.cri.images.discard-unpacked-layers");
    }

    @Test
    void theTransferServiceUnpacksForTheSnapshotter() {
        String unpack = "/plugins/io.containerd.transfer.v1.local/unpack_config";

        assertThat(configToml(Map.of("snapshotter", "native"), V2_1, CAPABLE).at(unpack + "/0/snapshotter").textValue())
                .isEqualTo("native");
        assertThat(configToml(Map.of(), V2_1, CAPABLE).at(unpack).isMissingNode()).isTrue();
        JsonNode ofHandler = configToml(Map.of("runtimes.runc.snapshotter", "native"), V2_1, CAPABLE);
        assertThat(ofHandler.at(unpack).findValuesAsText("snapshotter")).containsExactly("overlayfs", "native");
        assertThat(ofHandler.at("/plugins/io.containerd.cri.v1.images/runtime_platforms/runc/snapshotter").textValue())
                .isEqualTo("native");
        assertThat(configToml(Map.of("snapshotter", "native"), V2_0, CAPABLE).at(unpack).isMissingNode()).isTrue();
    }

    @Test
    void tracesAreConfiguredWhereContainerdLooks() {
        Map<String, String> keys = Map.of("tracing.endpoint", "http://c:4317", "tracing.protocol", "grpc",
                "tracing.sampling-ratio", "0.5", "tracing.service-name", "node");

        JsonNode otlp = configToml(keys, V1_6, CAPABLE).at("/plugins/io.containerd.tracing.processor.v1.otlp");
        assertThat(otlp.get("endpoint").textValue()).isEqualTo("c:4317");
        assertThat(otlp.get("insecure").booleanValue()).isTrue();
        assertThat(render(keys, V1_6, CAPABLE).environment()).isEmpty();
        for (ContainerdVersion version : new ContainerdVersion[] { V1_7, V2_1 }) {
            assertThat(render(keys, version, CAPABLE).environment()).isEqualTo(Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc",
                    "OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_TRACES_SAMPLER_ARG", "0.5", "OTEL_SERVICE_NAME", "node"));
            assertThat(configToml(keys, version, CAPABLE).at("/plugins/io.containerd.tracing.processor.v1.otlp")
                    .isMissingNode()).isTrue();
        }
    }

    @Test
    void renamedPluginsAreDisabledByEitherName() {
        Map<String, String> keys = Map.of("disabled-plugins", "io.containerd.internal.v1.restart");

        assertThat(configToml(keys, V1_6, CAPABLE).at("/disabled_plugins/0").textValue())
                .isEqualTo("io.containerd.internal.v1.restart");
        assertThat(configToml(keys, V2_1, CAPABLE).at("/disabled_plugins/0").textValue())
                .isEqualTo("io.containerd.monitor.container.v1.restart");
        assertThat(configToml(Map.of("disabled-plugins", "io.containerd.monitor.task.v1.cgroups"), V1_7, CAPABLE)
                .at("/disabled_plugins/0").textValue()).isEqualTo("io.containerd.monitor.v1.cgroups");
    }

    @Test
    void whatCameWithAPatchReleaseOf22() {
        assertThatThrownBy(() -> render(Map.of("cri.enable-criu", "true"), V2_2, CAPABLE))
                .hasMessageContaining("since 2.2.7 and 2.3.4");
        assertThat(configToml(Map.of("transfer.max-concurrent-unpacks", "2"), V2_2, CAPABLE)
                .at("/plugins/io.containerd.transfer.v1.local/max_concurrent_unpacks").intValue()).isEqualTo(2);
    }
}
