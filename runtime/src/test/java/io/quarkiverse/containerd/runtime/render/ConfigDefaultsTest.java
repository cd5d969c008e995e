package io.quarkiverse.containerd.runtime.render;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.configToml;
import static io.quarkiverse.containerd.runtime.render.Fixture.facts;
import static io.quarkiverse.containerd.runtime.render.Fixture.parse;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;

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

    @ParameterizedTest
    @MethodSource("releases")
    void theSchemaIsThatOfTheDefault(String release, ContainerdVersion version) {
        assertThat(ContainerdFacts.of(version, ConfigDefaults.text(release))).isEqualTo(facts(version));
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
