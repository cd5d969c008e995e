package io.quarkiverse.containerd.runtime.render;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.facts;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** Each setting of any configuration for a containerd that no package has is where that containerd prints its default. */
class ConfigDefaultsSpaceTest {

    private static final Map<String, ContainerdVersion> RELEASES = Map.of("2.2", Fixture.V2_2, "2.3", Fixture.V2_3, "2.4",
            Fixture.V2_4);
    /** What is not printed by default: tables of names that are free, and those that are empty. */
    private static final List<String> FREE = List.of("/proxy_plugins/", "/timeouts/",
            "/plugins/io.containerd.cri.v1.images/registry/configs/",
            "/plugins/io.containerd.cri.v1.images/runtime_platforms/", "/plugins/io.containerd.transfer.v1.local/unpack_config",
            "/plugins/io.containerd.cri.v1.runtime/containerd/runtimes/");

    @Property(tries = 100)
    void everySettingIsWhereContainerdHasIt(@ForAll("configurations") Tuple2<String, Map<String, String>> sample) {
        ContainerdVersion version = RELEASES.get(sample.get1());
        JsonNode defaults = Fixture.parse(ConfigDefaults.text(sample.get1()));

        Rendering rendering = new Renderer().render(Samples.config(sample.get2()), facts(version), CAPABLE);

        assertThat(rendering.tree().root().get("version")).isEqualTo(defaults.get("version"));
        assertThat(rendering.tree().sources().keySet()).map(place -> "/" + String.join("/", place))
                .filteredOn(place -> FREE.stream().noneMatch(place::startsWith))
                .allSatisfy(place -> assertThat(defaults.at(place).isMissingNode()).as(place).isFalse());
    }

    @Provide
    Arbitrary<Tuple2<String, Map<String, String>>> configurations() {
        return Arbitraries.of(RELEASES.keySet()).flatMap(release -> Samples.configurations(RELEASES.get(release))
                .filter(keys -> !keys.containsKey("config-version")).map(keys -> Tuple.of(release, keys)));
    }
}
