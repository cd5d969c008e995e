package io.quarkiverse.containerd.runtime.render;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_6;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_7;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_0;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_1;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_3;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_4;
import static io.quarkiverse.containerd.runtime.render.Fixture.configToml;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.settings.ContainerdSettings;
import io.quarkiverse.containerd.runtime.render.settings.Setting;

/** What a containerd cannot express. */
class VersionsTest {

    private static final ContainerdVersion V2_2_0 = ContainerdVersion
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

    /** Of each key that not every containerd has, alone or with what it needs, a value that asks for something. */
    private static final Map<String, Map<String, String>> RESTRICTED = restricted();

    @Test
    void eachKeyThatSomeContainerdLacksIsInTheTableBelow() {
        Stream<String> names = ContainerdSettings.ALL.stream().map(Setting::name).distinct()
                .filter(name -> !ContainerdSettings.versions(name).isEmpty()
                        || !hasPlace(name, 2, V2_1) && hasPlace(name, 3, V2_1));

        assertThat(RESTRICTED).containsOnlyKeys(names.toList());
    }

    @ParameterizedTest
    @MethodSource
    void eachContainerdNamesTheKeysThatItLacks(ContainerdVersion version) {
        RESTRICTED.forEach((name, keys) -> {
            if (ContainerdSettings.rows(name).stream().anyMatch(row -> row.versions().contains(version))) {
                assertThat(render(keys, version, CAPABLE).warnings()).as(name).isEmpty();
            } else {
                assertNamed(name, keys, version, "containerd " + version + " has no such setting ("
                        + ContainerdSettings.versions(name) + ")");
            }
        });
    }

    static Stream<ContainerdVersion> eachContainerdNamesTheKeysThatItLacks() {
        return Stream.of(V1_6, V1_7, V2_0, V2_1, V2_2_0, V2_3, V2_4);
    }

    @Test
    void theOlderSchemaNamesTheKeysThatItLacks() {
        RESTRICTED.forEach((name, keys) -> {
            if (!hasPlace(name, 2, V2_1) && hasPlace(name, 3, V2_1)) {
                Map<String, String> all = new TreeMap<>(keys);
                all.put("config-version", "2");
                assertNamed(name, all, V2_1, "version 2 of the configuration schema has no place for it");
            }
        });
    }

    private static void assertNamed(String name, Map<String, String> keys, ContainerdVersion version, String reason) {
        if (ContainerdSettings.rows(name).stream().allMatch(Setting::dispensable)) {
            assertThat(render(keys, version, CAPABLE).warnings()).as(name)
                    .containsExactly("quarkus.containerd." + name + " is left out: " + reason + ".");
        } else {
            assertThatThrownBy(() -> render(keys, version, CAPABLE)).as(name).isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("quarkus.containerd." + name + ": " + reason + "; leave the key out, or ");
        }
    }

    private static boolean hasPlace(String name, int schema, ContainerdVersion version) {
        return ContainerdSettings.rows(name).stream()
                .anyMatch(row -> row.place(schema, version).isPresent() || row.variable().isPresent());
    }

    private static Map<String, Map<String, String>> restricted() {
        Map<String, Map<String, String>> keys = new TreeMap<>();
        Stream.of("bolt.no-sync", "tasks.sched-core", "diff.sync-fs", "transfer.check-platform-supported", "nri.enabled",
                "overlayfs.sync-remove", "overlayfs.slow-chown", "runtime-v1.no-shim", "runtime-v1.shim-debug",
                "cni.setup-serially", "cni.use-internal-loopback", "cri.disable-cgroup", "cri.systemd-cgroup", "cri.no-pivot",
                "cri.ignore-blockio-not-enabled-errors", "cri.enable-criu", "cri.enable-experimental-restore-via-create",
                "cri.cdi.enabled", "debug.log-trace-id", "cri.images.pull-with-sync-fs", "nri.default-validator.enabled",
                "nri.default-validator.reject-oci-hook-adjustment",
                "nri.default-validator.reject-runtime-default-seccomp-adjustment",
                "nri.default-validator.reject-unconfined-seccomp-adjustment",
                "nri.default-validator.reject-custom-seccomp-adjustment", "nri.default-validator.reject-namespace-adjustment",
                "nri.default-validator.reject-sysctl-adjustment").forEach(name -> keys.put(name, Map.of(name, "true")));
        Stream.of("nri.disable-connections", "cri.images.use-local-image-pull")
                .forEach(name -> keys.put(name, Map.of(name, "false")));
        Stream.of("plugin-dir", "tasks.shim-socket-dir", "tasks.blockio-config-file", "nri.socket-path", "nri.plugin-path",
                "nri.plugin-config-path",
                "image-verifier.bin-dir", "runtime-v1.runtime-root", "cri.cdi.spec-dirs")
                .forEach(name -> keys.put(name, Map.of(name, "/a")));
        Stream.of("transfer.max-concurrent-downloads", "transfer.max-concurrent-uploaded-layers",
                "transfer.max-concurrent-unpacks", "transfer.concurrent-layer-fetch-buffer", "image-verifier.max-verifiers",
                "cri.images.concurrent-layer-fetch-buffer").forEach(name -> keys.put(name, Map.of(name, "5")));
        Stream.of("nri.plugin-registration-timeout", "nri.plugin-request-timeout", "image-verifier.per-verifier-timeout",
                "cri.drain-exec-sync-io-timeout", "cri.cpu-stats-collect-period", "cri.cpu-stats-retention-period",
                "cri.images.pull-progress-timeout")
                .forEach(name -> keys.put(name, Map.of(name, "7s")));
        Stream.of("overlayfs.mount-options", "runtime-v1.shim", "runtime-v1.runtime", "cri.ignore-deprecation-warnings",
                "nri.default-validator.required-plugins", "nri.default-validator.tolerate-missing-plugins-annotation")
                .forEach(name -> keys.put(name, Map.of(name, "x")));
        Stream.of("grpc.tcp.max-recv-message-size", "grpc.tcp.max-send-message-size")
                .forEach(name -> keys.put(name, Map.of("grpc.tcp.address", ":1", name, "1M")));
        keys.put("tasks.shim-environment", Map.of("tasks.shim-environment.A", "b"));
        keys.put("grpc.tcp.tls-common-name", Map.of("grpc.tcp.address", ":1", "grpc.tcp.tls-cert", "/c", "grpc.tcp.tls-key",
                "/k", "grpc.tcp.tls-ca", "/a", "grpc.tcp.tls-common-name", "kubelet"));
        return keys;
    }

    /** Until version 4 of the schema the limits of the socket are those of the TCP address, too. */
    @Test
    void theTcpServerHasLimitsOfItsOwnSince23() {
        String tcp = "/plugins/io.containerd.server.v1.grpc-tcp";
        Map<String, String> keys = Map.of("grpc.tcp.address", ":1", "grpc.max-recv-message-size", "1K",
                "grpc.tcp.max-send-message-size", "2K");

        JsonNode server = configToml(keys, V2_3, CAPABLE).at(tcp);

        assertThat(server.get("max_recv_message_size").intValue()).isEqualTo(1024);
        assertThat(server.get("max_send_message_size").intValue()).isEqualTo(2048);
        assertThat(configToml(Map.of(), V2_3, CAPABLE).at(tcp).isMissingNode()).isTrue();
    }

    @Test
    void aHandlerMayLeaveThePauseImageToItsSandboxerSince24() {
        Map<String, String> keys = Map.of("runtimes.runc.disable-pause-image-pull", "true");

        assertThat(configToml(keys, V2_4, CAPABLE).at("/plugins/io.containerd.cri.v1.runtime/containerd/runtimes/runc")
                .get("disable_pause_image_pull").booleanValue()).isTrue();
        assertThatThrownBy(() -> render(keys, V2_3, CAPABLE))
                .hasMessageStartingWith("quarkus.containerd.runtimes.runc.disable-pause-image-pull: ")
                .hasMessageContaining("(2.4 and later)");
    }

    @Test
    void whatCameWithAPatchReleaseOf22() {
        assertThatThrownBy(() -> render(Map.of("cri.enable-criu", "true"), V2_2_0, CAPABLE))
                .hasMessageContaining("since 2.2.7 and 2.3.4");
        assertThatThrownBy(() -> render(Map.of("cri.enable-experimental-restore-via-create", "true"), V2_4, CAPABLE))
                .hasMessageContaining("before 2.4");
        assertThatThrownBy(() -> render(Map.of("nri.default-validator.reject-sysctl-adjustment", "true"), V2_2_0, CAPABLE))
                .hasMessageContaining("since 2.2.1");
        assertThat(configToml(Map.of("nri.default-validator.required-plugins", "a,b"), V2_2_0, CAPABLE)
                .at("/plugins/io.containerd.nri.v1.nri/default_validator/required_plugins")).hasSize(2);
        assertThat(configToml(Map.of("transfer.max-concurrent-unpacks", "2"), V2_2_0, CAPABLE)
                .at("/plugins/io.containerd.transfer.v1.local/max_concurrent_unpacks").intValue()).isEqualTo(2);
    }
}
