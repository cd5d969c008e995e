package io.quarkiverse.containerd.runtime.render;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.V2_3;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.render.toml.Toml;

/** A containerd 2.3 reads version 3 of the schema, and dumps version 4, in which its servers' settings have moved. */
class MovedSettingsTest {

    private static final String SERVER = "io.containerd.server.v1.";

    private final Rendering rendering = render(keys(), V2_3, CAPABLE);
    private final ObjectNode dump = rendering.tree().root().deepCopy();
    private final ObjectNode plugins = (ObjectNode) dump.get("plugins");

    @Test
    void whatHasMovedHasTakenEffect() {
        moveServers();

        assertThat(ConfigDump.parse(Toml.write(dump)).differences(rendering)).isEmpty();
    }

    @Test
    void whatWasDroppedOrChangedIsTold() {
        moveServers();
        ((ObjectNode) plugins.get(SERVER + "grpc")).remove("uid");
        ((ObjectNode) plugins.get(SERVER + "metrics")).put("address", "127.0.0.1:1");

        assertThat(ConfigDump.parse(Toml.write(dump)).differences(rendering)).map(ConfigDump.Difference::source)
                .containsExactlyInAnyOrder("quarkus.containerd.grpc.uid", "quarkus.containerd.metrics.address");
    }

    /** Its migration of version 3 replaces the table of the shims if there is one of the tasks. */
    @Test
    void whatAMigrationLosesIsTold() {
        Rendering rendering = render(
                Map.of("config-version", "3", "tasks.platforms", "linux/amd64", "tasks.shim-environment.A", "b"), V2_3,
                CAPABLE);
        ObjectNode dump = rendering.tree().root().deepCopy();
        dump.put("version", 4);
        ((ObjectNode) dump.at("/plugins/io.containerd.shim.v1.manager")).putArray("env");

        assertThat(ConfigDump.parse(Toml.write(dump)).differences(rendering)).map(ConfigDump.Difference::source)
                .containsExactly("quarkus.containerd.tasks.shim-environment");
    }

    /** containerd derives them from the gRPC server's until version 3, and has defaults of its own in version 4. */
    @Test
    void theTtrpcServerStandsBesideTheGrpcServer() {
        Map<String, String> keys = Map.of("grpc.address", "/g.sock", "grpc.uid", "7", "ttrpc.gid", "9");

        assertThat(render(keys, V2_3, CAPABLE).tree().root().at("/plugins").get(SERVER + "ttrpc"))
                .isEqualTo(Toml.table().put("address", "/g.sock.ttrpc").put("uid", 7).put("gid", 9));
        assertThat(render(Map.of("ttrpc.address", "/t.sock", "grpc.uid", "7"), V2_3, CAPABLE).tree().root().at("/plugins")
                .get(SERVER + "ttrpc")).isEqualTo(Toml.table().put("address", "/t.sock"));
        JsonNode held = render(Map.of("grpc.address", "/g.sock", "grpc.after-preseed", "true"), V2_3, CAPABLE).tree().root()
                .at("/plugins");
        assertThat(held.get(SERVER + "grpc").get("address").textValue()).isEqualTo("/g.sock.early");
        assertThat(held.get(SERVER + "ttrpc").get("address").textValue()).isEqualTo("/g.sock.ttrpc");
        assertThat(render(Map.of("config-version", "3"), V2_3, CAPABLE).tree().root().has("ttrpc")).isFalse();
    }

    private static Map<String, String> keys() {
        Map<String, String> keys = new HashMap<>(
                Map.of("config-version", "3", "grpc.uid", "7", "grpc.gid", "8", "grpc.tcp.address", ":1",
                        "grpc.tcp.tls-cert", "/c", "grpc.tcp.tls-key", "/k", "grpc.tcp.tls-ca", "/a"));
        keys.putAll(Map.of("ttrpc.address", "/t.sock", "ttrpc.uid", "9", "debug.address", "/d.sock", "debug.uid", "10",
                "debug.level", "debug", "metrics.address", "127.0.0.1:1338", "metrics.grpc-histogram", "true"));
        return keys;
    }

    /** The moves that {@code containerd config migrate} of 2.3.4 makes. */
    private void moveServers() {
        ObjectNode grpc = (ObjectNode) dump.remove("grpc");
        ObjectNode tcp = plugins.putObject(SERVER + "grpc-tcp");
        List.of("address", "tls_ca", "tls_cert", "tls_key").forEach(name -> tcp.set(name, grpc.remove("tcp_" + name)));
        plugins.set(SERVER + "grpc", grpc);
        plugins.set(SERVER + "ttrpc", dump.remove("ttrpc"));
        ObjectNode debug = (ObjectNode) dump.get("debug");
        ObjectNode debugServer = plugins.putObject(SERVER + "debug");
        List.of("address", "uid").forEach(name -> debugServer.set(name, debug.remove(name)));
        ObjectNode metrics = (ObjectNode) dump.remove("metrics");
        plugins.putObject("io.containerd.metrics.v1.grpc-prometheus").set("grpc_histogram", metrics.remove("grpc_histogram"));
        plugins.set(SERVER + "metrics", metrics);
        dump.put("version", 4);
    }
}
