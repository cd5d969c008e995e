package io.quarkiverse.containerd.runtime.render;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_0;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_3;
import static io.quarkiverse.containerd.runtime.render.Fixture.ancestor;
import static io.quarkiverse.containerd.runtime.render.Fixture.ancestorKeys;
import static io.quarkiverse.containerd.runtime.render.Fixture.content;
import static io.quarkiverse.containerd.runtime.render.Fixture.parse;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Whoever comes from the ancestor's later form, on containerd 2.0, can have exactly its settings: they are listed in
 * {@code ancestor/settings-3.txt}, and with their places on containerd 2.3 in {@code settings-4.txt}; the keys for them in
 * {@code ancestor/application-3.properties}.
 */
class LaterAncestorTest {

    private static final String REGISTRY = "/plugins/io.containerd.cri.v1.images/registry/";

    private final Map<String, JsonNode> settings = settings("settings-3.txt");
    private final Rendering rendering = render(ancestorKeys("application-3.properties"), V2_0, CAPABLE);

    @Test
    void configTomlIsEqualKeyForKey() {
        assertEqual(rendering, settings);
    }

    /** The same keys on containerd 2.3; the places were moved by hand, as its own migration moves them. */
    @Test
    void theSameSettingsStandInTheirPlacesOfVersion4() {
        assertEqual(render(ancestorKeys("application-3.properties"), V2_3, CAPABLE), settings("settings-4.txt"));
    }

    private static void assertEqual(Rendering rendering, Map<String, JsonNode> settings) {
        Map<String, JsonNode> expected = new TreeMap<>(settings);
        // containerd 2.x ignores the settings of a plugin that it has no more
        expected.keySet().removeIf(place -> place.startsWith("/plugins/io.containerd.runtime.v1.linux/"));
        expected.keySet().removeIf(place -> place.startsWith(REGISTRY + "mirrors/"));
        expected.put(REGISTRY + "config_path", TextNode.valueOf("/containerd/conf/registries"));

        Map<String, JsonNode> ours = new TreeMap<>();
        collect("", parse(content(rendering, Path.of("/containerd/conf/config.toml"))), ours);

        assertThat(ours).isEqualTo(expected);
        assertThat(rendering.warnings()).isEmpty();
    }

    /** The mirrors of the ancestor's file, in the form that containerd 2.x wants. */
    @ParameterizedTest
    @CsvSource({ "docker.io", "test.monogon.internal" })
    void registriesAreAskedWhereTheAncestorSaysSo(String registry) {
        assertThat(parse(content(rendering, Path.of("/containerd/conf/registries", registry, "hosts.toml"))).get("server"))
                .isEqualTo(settings.get(REGISTRY + "mirrors/" + registry + "/endpoint").get(0));
    }

    @Test
    void podsHaveTheLinkGroupAndTheAddressesOfTheAncestors() throws JsonProcessingException {
        JsonNode plugin = new ObjectMapper()
                .readTree(GoTemplate.evaluate(content(rendering, Path.of("/containerd/conf/cnispec.gojson")),
                        Map.of("PodCIDRRanges", List.of(), "Routes", List.of())))
                .at("/plugins/0");

        assertThat(plugin.get("linkGroup").intValue()).isEqualTo(8);
        assertThat(plugin.get("mtu").intValue()).isEqualTo(1420);
        assertThat(plugin.at("/ipam/dataDir").textValue()).isEqualTo("/ephemeral/containerd/ipam");
    }

    /** What is empty says nothing, as in the list. */
    private static void collect(String place, JsonNode node, Map<String, JsonNode> leaves) {
        if (node.isObject()) {
            node.properties().forEach(field -> collect(place + "/" + field.getKey(), field.getValue(), leaves));
        } else if (!node.isArray() || !node.isEmpty()) {
            leaves.put(place, node);
        }
    }

    private static Map<String, JsonNode> settings(String name) {
        Map<String, JsonNode> settings = new TreeMap<>();
        ancestor(name).lines().forEach(line -> {
            String[] parts = line.split(" = ", 2);
            settings.put(parts[0], parse("value = " + parts[1]).get("value"));
        });
        return settings;
    }
}
