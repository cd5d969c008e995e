package io.quarkiverse.containerd.runtime.render.settings;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.config.RegistryConfig;
import io.quarkiverse.containerd.runtime.config.RegistryHostConfig;
import io.quarkiverse.containerd.runtime.render.files.HostsDirectory;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/**
 * The credentials of registries. containerd's {@code hosts.toml} has no place for them, so that they stand in the CRI plugin's
 * own section, by host; only a whole {@code Authorization} header goes into {@code hosts.toml}.
 */
public final class RegistryCredentials {

    private RegistryCredentials() {
    }

    static boolean anyIn(Map<String, RegistryConfig> registries) {
        return registries.values().stream().anyMatch(
                registry -> given(registry) || registry.mirrors().stream().anyMatch(RegistryCredentials::given));
    }

    public static boolean given(RegistryHostConfig host) {
        return host.username().isPresent() || host.password().isPresent() || host.identityToken().isPresent();
    }

    /** The table of the hosts that have credentials. */
    static Optional<JsonNode> value(RenderContext context) {
        ObjectNode hosts = Toml.table();
        new TreeMap<>(context.config().registries().byName()).forEach((name, registry) -> {
            if (given(registry)) {
                put(hosts, HostsDirectory.server(name, registry), registry);
            }
            registry.mirrors().stream().filter(RegistryCredentials::given).forEach(mirror -> put(hosts, mirror.url(), mirror));
        });
        return hosts.isEmpty() ? Optional.empty() : Optional.of(hosts);
    }

    /** containerd looks for a host by its name without escapes, of which only the zone of an address has one. */
    private static void put(ObjectNode hosts, URI url, RegistryHostConfig host) {
        ObjectNode auth = hosts.putObject(url.getRawAuthority().replace("%25", "%")).putObject("auth");
        host.username().ifPresent(username -> auth.put("username", username));
        host.password().ifPresent(password -> auth.put("password", password));
        host.identityToken().ifPresent(token -> auth.put("identitytoken", token));
    }
}
