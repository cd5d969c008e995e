package io.quarkiverse.containerd.runtime.render;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_6;
import static io.quarkiverse.containerd.runtime.render.Fixture.ancestor;
import static io.quarkiverse.containerd.runtime.render.Fixture.ancestorKeys;
import static io.quarkiverse.containerd.runtime.render.Fixture.content;
import static io.quarkiverse.containerd.runtime.render.Fixture.parse;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Whoever comes from the ancestor can have exactly its files: the keys are in {@code ancestor/application.properties}. */
class AncestorTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Rendering rendering = render(ancestorKeys("application.properties"), V1_6, CAPABLE);

    @Test
    void configTomlIsEqualKeyForKey() {
        ObjectNode expected = (ObjectNode) parse(ancestor("config.toml"));
        ObjectNode registry = (ObjectNode) expected.at("/plugins/io.containerd.grpc.v1.cri/registry");
        registry.put("config_path", "/containerd/conf/registries");
        registry.remove("mirrors");

        assertThat(parse(content(rendering, Path.of("/containerd/conf/config.toml")))).isEqualTo(withoutUnset(expected));
    }

    /** The mirror of the ancestor's file, in the form that does not keep the other settings of registries from being used. */
    @Test
    void dockerIoIsAskedWhereTheAncestorSaysSo() {
        assertThat(parse(content(rendering, Path.of("/containerd/conf/registries/docker.io/hosts.toml"))).get("server"))
                .isEqualTo(parse(ancestor("config.toml"))
                        .at("/plugins/io.containerd.grpc.v1.cri/registry/mirrors/docker.io/endpoint/0"));
    }

    /** An empty text is how the ancestor's file says that a setting is not set; a runtime without a type is not one either. */
    private static ObjectNode withoutUnset(ObjectNode table) {
        List.copyOf(table.properties()).forEach(field -> {
            if (field.getValue() instanceof ObjectNode child) {
                boolean noRuntime = child.path("runtime_type").asText("none").isEmpty();
                withoutUnset(child);
                if (noRuntime || child.isEmpty()) {
                    table.remove(field.getKey());
                }
            } else if (field.getValue().isTextual() && field.getValue().textValue().isEmpty()) {
                table.remove(field.getKey());
            }
        });
        return table;
    }

    @Test
    void runscTomlIsEqualKeyForKey() {
        assertThat(parse(content(rendering, Path.of("/containerd/conf/runsc.toml")))).isEqualTo(parse(ancestor("runsc.toml")));
    }

    @ParameterizedTest
    @CsvSource({ "0,0", "0,1", "1,0", "1,1", "1,2", "2,1", "2,2", "3,3" })
    void cniTemplateGivesTheSameJson(int cidrs, int routes) throws JsonProcessingException {
        Map<String, List<String>> data = Map.of(
                "PodCIDRRanges", IntStream.range(0, cidrs).mapToObj(i -> i == 1 ? "fd00::/64" : "10." + i + ".0.0/24").toList(),
                "Routes", IntStream.range(0, routes).mapToObj(i -> i == 1 ? "::/0" : i + ".0.0.0/8").toList());

        JsonNode ours = JSON
                .readTree(GoTemplate.evaluate(content(rendering, Path.of("/containerd/conf/cnispec.gojson")), data));

        assertThat(ours).isEqualTo(JSON.readTree(GoTemplate.evaluate(ancestor("cnispec.gojson"), data)));
        assertThat(ours.at("/plugins/0/ipam/ranges")).hasSize(cidrs);
        assertThat(ours.at("/plugins/0/ipam/routes")).hasSize(routes);
    }
}
