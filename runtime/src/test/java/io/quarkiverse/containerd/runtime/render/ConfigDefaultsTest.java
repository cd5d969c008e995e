package io.quarkiverse.containerd.runtime.render;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.configToml;
import static io.quarkiverse.containerd.runtime.render.Fixture.facts;
import static io.quarkiverse.containerd.runtime.render.Fixture.parse;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.settings.ContainerdSettings;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/** The containerds that no package has: every setting they have by default has a key or is left out for a reason. */
class ConfigDefaultsTest {

    private static final String RUNTIMES = "/plugins/io.containerd.cri.v1.runtime/containerd/runtimes/";

    static Stream<Arguments> releases() {
        return Stream.of(Arguments.of("2.2", Fixture.V2_2), Arguments.of("2.3", Fixture.V2_3),
                Arguments.of("2.4", Fixture.V2_4));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void everySettingHasAKeyOrAReason(String release, ContainerdVersion version) {
        assertThat(ConfigDefaults.withoutKey(parse(ConfigDefaults.text(release)), facts(version))).isEmpty();
    }

    @Test
    void aReleaseThatIsNotKnownSaysWhatToAdd() {
        ContainerdVersion next = ContainerdVersion.parse("containerd github.com/containerd/containerd/v2 v2.5.1 x");
        String defaults = ConfigDefaults.text("2.4").replaceFirst("version = 4", "version = 5\nnovelty = true");

        assertThat(ConfigDefaults.gaps(next, defaults)).satisfiesExactly(
                gap -> assertThat(gap).contains("2.5 is newer", "config-default/containerd-2.5.toml", "V2_5"),
                gap -> assertThat(gap).contains("version 5", "NEWEST_SCHEMA"),
                gap -> assertThat(gap).contains("the setting novelty: add a row to ContainerdSettings"));
        assertThat(ConfigDefaults.gaps(Fixture.V2_4, ConfigDefaults.text("2.4"))).isEmpty();
    }

    /** Tables that are empty by default are not printed. */
    private static final List<String> NOT_PRINTED = List.of("/proxy_plugins",
            "/plugins/io.containerd.cri.v1.images/registry/configs", "/plugins/io.containerd.cri.v1.images/runtime_platforms",
            "/plugins/io.containerd.transfer.v1.local/unpack_config", RUNTIMES + "untrusted");

    @ParameterizedTest
    @MethodSource("releases")
    void everyKeyStandsWhereTheDefaultHasIt(String release, ContainerdVersion version) {
        JsonNode defaults = parse(ConfigDefaults.text(release));

        assertThat(ContainerdSettings.ALL.stream()
                .flatMap(setting -> setting.place(facts(version).configSchema(), version).stream())
                .map(place -> "/" + String.join("/", place)).filter(place -> defaults.at(place).isMissingNode()))
                .isSubsetOf(NOT_PRINTED);
    }

    /** The dump has the defaults, and the file over them. */
    @ParameterizedTest
    @MethodSource("releases")
    void whatContainerdTakesAsItIsHasTakenEffect(String release, ContainerdVersion version) throws IOException {
        Rendering rendering = render(Map.of("grpc.uid", "7", "metrics.address", "127.0.0.1:1", "debug.address", "/d.sock",
                "cri.stats-collect-period", "5s"), version, CAPABLE);
        ObjectNode dump = (ObjectNode) parse(ConfigDefaults.text(release));

        assertThat(ConfigDump.parse(Toml.write(dump)).differences(rendering)).extracting(ConfigDump.Difference::source)
                .contains("quarkus.containerd.grpc.uid", "quarkus.containerd.metrics.address",
                        "quarkus.containerd.debug.address", "quarkus.containerd.cri.stats-collect-period");

        ObjectMapper replacingLists = new ObjectMapper();
        replacingLists.configOverride(ArrayNode.class).setMergeable(false);
        replacingLists.readerForUpdating(dump).readValue(rendering.tree().root());

        assertThat(ConfigDump.parse(Toml.write(dump)).differences(rendering)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void theSchemaIsThatOfTheDefault(String release, ContainerdVersion version) {
        ContainerdFacts told = ContainerdFacts.of(version, ConfigDefaults.text(release));

        assertThat(told).isEqualTo(facts(version));
        assertThat(version.ownSchema()).isIn(OptionalInt.empty(), OptionalInt.of(told.ownSchema()));
    }

    /** The options are the shim's, and free. */
    @ParameterizedTest
    @MethodSource("releases")
    void everySettingOfAHandlerHasAKey(String release, ContainerdVersion version) {
        Map<String, String> keys = new HashMap<>();
        List.of("shim=/s", "privileged-without-host-devices=true", "all-devices-allowed=true", "base-runtime-spec=/b",
                "pod-annotations=a", "container-annotations=a", "cni-conf-dir=/c", "cni-max-conf-num=1", "snapshotter=native",
                "sandboxer=shim", "io-type=streaming", "cgroup-writable=true", "root=/r")
                .forEach(setting -> keys.put("runtimes.runc." + setting.split("=")[0], setting.split("=")[1]));
        if (version.isAtLeast(2, 4)) {
            keys.put("runtimes.runc.disable-pause-image-pull", "true");
        }

        JsonNode defaults = parse(ConfigDefaults.text(release)).at(RUNTIMES + "runc");

        assertThat(defaults.fieldNames()).toIterable()
                .isSubsetOf(() -> configToml(keys, version, CAPABLE).at(RUNTIMES + "runc").fieldNames());
    }
}
