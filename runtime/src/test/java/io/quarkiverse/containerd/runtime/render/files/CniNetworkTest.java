package io.quarkiverse.containerd.runtime.render.files;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.V1_6;
import static io.quarkiverse.containerd.runtime.render.Fixture.content;
import static io.quarkiverse.containerd.runtime.render.Fixture.parse;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.render.GoTemplate;
import io.quarkiverse.containerd.runtime.render.Rendering;

class CniNetworkTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path RUN = Path.of("/run/quarkus-containerd");
    private static final Path TEMPLATE = RUN.resolve("cnispec.gojson");
    private static final Path STATIC = RUN.resolve("cni/10-quarkus-containerd.conflist");
    private static final Path FROM_TEMPLATE = RUN.resolve("cni/10-containerd-net.conflist");

    @Test
    void rangesOfTheOperatorMakeAConfiguration() throws JsonProcessingException {
        Rendering rendering = render(Map.of("cni.subnets", "10.1.0.0/24,fd00::/64,10.2.0.0/24", "cni.routes",
                "198.51.100.0/24", "cni.mtu", "9000", "cni.link-group", "8", "cni.plugin-options.ipMasq", "true",
                "cni.plugin-options.comment", "not JSON"), V1_6, CAPABLE);

        assertThat(JSON.readTree(content(rendering, STATIC))).isEqualTo(JSON.readTree("""
                {"name": "k8s-pod-network", "cniVersion": "0.3.1", "plugins": [{
                  "type": "ptp", "mtu": 9000, "linkGroup": 8, "comment": "not JSON", "ipMasq": true,
                  "ipam": {"type": "host-local", "dataDir": "/run/containerd/ipam",
                    "ranges": [[{"subnet": "10.1.0.0/24"}, {"subnet": "10.2.0.0/24"}], [{"subnet": "fd00::/64"}]],
                    "routes": [{"dst": "0.0.0.0/0"}, {"dst": "::/0"}, {"dst": "198.51.100.0/24"}]}}]}
                """));
        assertThat(cni(rendering).has("conf_template")).isFalse();
        assertThat(rendering.files()).extracting(RenderedFile::path).doesNotContain(TEMPLATE);
        assertThat(rendering.network()).isEqualTo(new NetworkFiles(List.of(STATIC), Optional.empty()));
    }

    @Test
    void theTemplateHasTheOperatorsRoutesToo() throws JsonProcessingException {
        Rendering rendering = render(Map.of("cni.routes", "198.51.100.0/24,fd01::/48", "cni.link-group", "8"), V1_6, CAPABLE);

        JsonNode plugin = JSON.readTree(GoTemplate.evaluate(content(rendering, TEMPLATE),
                Map.of("PodCIDRRanges", List.of("10.0.0.0/24"), "Routes", List.of("0.0.0.0/0", "::/0")))).at("/plugins/0");
        assertThat(plugin.at("/ipam/routes").findValuesAsText("dst"))
                .containsExactly("198.51.100.0/24", "fd01::/48", "0.0.0.0/0", "::/0");
        assertThat(plugin.get("linkGroup").intValue()).isEqualTo(8);
        assertThat(rendering.network()).isEqualTo(new NetworkFiles(List.of(TEMPLATE),
                Optional.of(new NetworkFiles.Generated(FROM_TEMPLATE, TEMPLATE))));
    }

    @Test
    void anOwnTemplateReplacesTheRenderedOne() {
        Rendering rendering = render(Map.of("cni.own-template", "/etc/own.gojson"), V1_6, CAPABLE);

        assertThat(cni(rendering).get("conf_template").textValue()).isEqualTo("/etc/own.gojson");
        assertThat(rendering.files()).extracting(RenderedFile::path).doesNotContain(TEMPLATE);
        assertThat(rendering.network()).isEqualTo(new NetworkFiles(List.of(),
                Optional.of(new NetworkFiles.Generated(FROM_TEMPLATE, Path.of("/etc/own.gojson")))));
    }

    @Test
    void whatTheOperatorPutsThereIsLeftAlone() {
        Rendering rendering = render(Map.of("cni.enabled", "false"), V1_6, CAPABLE);

        assertThat(cni(rendering).has("conf_template")).isFalse();
        assertThat(rendering.network()).isEqualTo(NetworkFiles.NONE);
    }

    @ParameterizedTest
    @CsvSource({ "cni.own-template,/etc/own.gojson", "cni.link-group,-1", "cni.plugin-options.mtu,9000",
            "cni.plugin-options.ipam,{}" })
    void whatCannotBeIsRefusedByItsKey(String key, String value) {
        assertThatThrownBy(() -> render(Map.of("cni.subnets", "10.1.0.0/24", key, value), V1_6, CAPABLE))
                .isInstanceOf(ConfigurationException.class).hasMessageStartingWith("quarkus.containerd." + key + ": ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "cni.subnets | 10.1.0.0/16,10.1.2.0/24 | 10.1.0.0/16 and 10.1.2.0/24",
            "cni.subnets | 10.1.2.0/24,fd00::/64,10.1.0.0/16 | 10.1.2.0/24 and 10.1.0.0/16",
            "cni.subnets | fd00::/64,fd00::/64 | fd00::/64 and fd00::/64",
            "cni.routes | 10.2.0.0/16,10.3.0.0/16,10.2.0.1/16 | 10.2.0.0/16 is there twice" })
    void whatTheCniPluginsRefuseIsRefusedByItsKey(String key, String value, String message) {
        assertThatThrownBy(() -> render(Map.of(key, value), V1_6, CAPABLE)).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd." + key + ": " + message);
    }

    @Test
    void ipv6TakesAnMtuOfItsOwn() {
        Map<String, String> small = Map.of("cni.subnets", "10.1.0.0/24,fd00::/64", "cni.mtu", "1279");

        assertThatThrownBy(() -> render(small, V1_6, CAPABLE)).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.containerd.cni.mtu: 1279 is too small for IPv6");
        for (Map<String, String> fits : List.of(Map.of("cni.subnets", "fd00::/126", "cni.mtu", "1280"),
                Map.of("cni.subnets", "fd00::/64", "cni.mtu", "0"), Map.of("cni.subnets", "10.1.0.0/30", "cni.mtu", "68"),
                Map.of("cni.mtu", "1279"))) {
            assertThatCode(() -> render(fits, V1_6, CAPABLE)).doesNotThrowAnyException();
        }
    }

    @Test
    void aRangeThatIsNoneIsRefusedByItsKey() {
        assertThatThrownBy(() -> render(Map.of("cni.subnets", "10.1.0.0/99"), V1_6, CAPABLE))
                .hasStackTraceContaining("quarkus.containerd.cni.subnets");
    }

    private static JsonNode cni(Rendering rendering) {
        return parse(content(rendering, RUN.resolve("config.toml"))).at("/plugins/io.containerd.grpc.v1.cri/cni");
    }
}
