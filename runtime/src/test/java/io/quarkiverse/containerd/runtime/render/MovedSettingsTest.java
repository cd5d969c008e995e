package io.quarkiverse.containerd.runtime.render;

import static io.quarkiverse.containerd.runtime.render.Fixture.CAPABLE;
import static io.quarkiverse.containerd.runtime.render.Fixture.render;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/** A containerd 2.3 reads version 3 of the schema, and dumps version 4, in which its servers' settings have moved. */
class MovedSettingsTest {

    private static final ContainerdVersion V2_3 = ContainerdVersion
            .parse("containerd github.com/containerd/containerd/v2 v2.3.4 x");
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

    private static Map<String, String> keys() {
        Map<String, String> keys = new HashMap<>(Map.of("grpc.uid", "7", "grpc.gid", "8", "grpc.tcp.address", ":1",
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
