package io.quarkiverse.containerd.runtime.render.validation;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.RegistryConfig;
import io.quarkiverse.containerd.runtime.config.RegistryHostConfig;
import io.quarkiverse.containerd.runtime.render.files.RegistryFiles;
import io.quarkiverse.containerd.runtime.render.settings.Credentials;
import io.quarkiverse.containerd.runtime.render.settings.Require;

/** Registries and their mirrors. Messages never hold a header, a password or a token. */
final class RegistryValidation {

    private static final String AUTHORIZATION = "Authorization";
    /** A host with or without a port, or the name for all others. */
    private static final Pattern NAME = Pattern.compile("_default|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d{1,5})?"
            + "|\\[[0-9A-Fa-f:]+\\](?::\\d{1,5})?");
    /** What RFC 9110 calls a token. */
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private final Map<String, String> credentials = new HashMap<>();

    private RegistryValidation() {
    }

    static void check(ContainerdConfig config) {
        RegistryValidation validation = new RegistryValidation();
        new TreeMap<>(config.registries().byName()).forEach(validation::registry);
    }

    private void registry(String name, RegistryConfig registry) {
        String key = ConfigKeys.entry("registries", name);
        if (!NAME.matcher(name).matches()) {
            throw new ConfigurationException(key,
                    "'" + name + "' is not a registry's name; use a host with or without a port, or " + RegistryFiles.DEFAULT);
        }
        registry.server().ifPresent(server -> Require.httpUrl(key + ".server", server));
        if (name.equals(RegistryFiles.DEFAULT) && registry.server().isEmpty()) {
            onlyWithServer(key, registry);
        }
        host(key, RegistryFiles.server(name, registry), registry);
        for (int i = 0; i < registry.mirrors().size(); i++) {
            RegistryConfig.Mirror mirror = registry.mirrors().get(i);
            String mirrorKey = key + ".mirrors[" + i + "]";
            Require.httpUrl(mirrorKey + ".url", mirror.url());
            for (RegistryConfig.Mirror earlier : registry.mirrors().subList(0, i)) {
                if (earlier.url().equals(mirror.url())) {
                    throw new ConfigurationException(mirrorKey + ".url",
                            mirror.url() + " is a mirror already; give each mirror once");
                }
            }
            host(mirrorKey, mirror.url(), mirror);
        }
    }

    /** Without a server there is no one host whose certificate or credentials these could be. */
    private static void onlyWithServer(String key, RegistryHostConfig host) {
        if (Credentials.given(host) || host.authorization().isPresent()) {
            throw new ConfigurationException(key, "credentials would go to every registry; set " + key + ".server as well");
        }
    }

    private void host(String key, URI url, RegistryHostConfig host) {
        host.ca().orElse(List.of()).forEach(file -> Require.absolute(key + ".ca", file));
        host.clientCertificate().ifPresent(file -> Require.absolute(key + ".client-certificate", file));
        host.clientKey().ifPresent(file -> clientKey(key, file, host));
        host.dialTimeout().ifPresent(timeout -> Require.positive(key + ".dial-timeout", timeout));
        new TreeMap<>(host.headers()).forEach((name, value) -> header(key, name, value));
        host.authorization().ifPresent(value -> headerValue(key + ".authorization", value));
        credentials(key, url, host);
    }

    private static void clientKey(String key, Path file, RegistryHostConfig host) {
        Require.absolute(key + ".client-key", file);
        if (host.clientCertificate().isEmpty()) {
            throw new ConfigurationException(key + ".client-key",
                    "has no effect without " + key + ".client-certificate; set that as well");
        }
    }

    private static void header(String key, String name, String value) {
        String headerKey = key + ".headers." + ConfigKeys.segment(name);
        if (!HEADER_NAME.matcher(name).matches()) {
            throw new ConfigurationException(headerKey, "is not the name of an HTTP header");
        }
        if (name.equalsIgnoreCase(AUTHORIZATION)) {
            throw new ConfigurationException(headerKey,
                    "this header has a key of its own; set " + key + ".authorization instead");
        }
        headerValue(headerKey, value);
    }

    private static void headerValue(String key, String value) {
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
            throw new ConfigurationException(key, "has a line break or another control character; a header is one line");
        }
    }

    private void credentials(String key, URI url, RegistryHostConfig host) {
        if (host.username().isPresent() != host.password().isPresent()) {
            throw new ConfigurationException(key + (host.username().isPresent() ? ".password" : ".username"),
                    "is missing, but the other of user and password is there; set both");
        }
        boolean token = host.identityToken().isPresent();
        if ((host.username().isPresent() ? 1 : 0) + (token ? 1 : 0) + (host.authorization().isPresent() ? 1 : 0) > 1) {
            throw new ConfigurationException(key,
                    "has more than one of user and password, identity token and authorization; keep one");
        }
        if (Credentials.given(host)) {
            String other = credentials.put(url.getAuthority(), key);
            if (other != null) {
                throw new ConfigurationException(key, "gives " + url.getAuthority() + " credentials, as " + other
                        + " does; containerd keeps one for each host, so give them in one place");
            }
        }
    }
}
