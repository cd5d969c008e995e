package io.quarkiverse.containerd.runtime.render.validation;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.RegistryConfig;
import io.quarkiverse.containerd.runtime.config.RegistryHostConfig;
import io.quarkiverse.containerd.runtime.render.files.HostsDirectory;
import io.quarkiverse.containerd.runtime.render.settings.RegistryCredentials;

/** Registries and their mirrors. Messages never hold a header, a password or a token. */
final class RegistryValidation {

    /** The path that containerd appends to a URL, unless it ends so already. */
    private static final String API = "/v2";
    private static final String AUTHORIZATION = "Authorization";
    /** A host with or without a port, or the name for all others. */
    private static final Pattern NAME = Pattern.compile("_default|(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
            + "|\\[[0-9A-Fa-f:]+\\])(?::(\\d{1,5}))?");
    private static final int LARGEST_PORT = 65535;
    /** A token of RFC 9110. */
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private final Map<String, String> credentials = new HashMap<>();

    private RegistryValidation() {
    }

    static void check(ContainerdConfig config) {
        HostsDirectory.path(config).filter(directory -> directory.toString().indexOf(':') >= 0).ifPresent(directory -> {
            throw new ConfigurationException(ConfigKeys.key("registry-directory"), "is " + directory + " by default, but a"
                    + " colon separates the directories of containerd's config_path; use an absolute path without a colon");
        });
        RegistryValidation validation = new RegistryValidation();
        new TreeMap<>(config.registries().byName()).forEach(validation::registry);
    }

    private void registry(String name, RegistryConfig registry) {
        String key = ConfigKeys.entry("registries", name);
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches() || matcher.group(1) != null && Integer.parseInt(matcher.group(1)) > LARGEST_PORT) {
            throw new ConfigurationException(key,
                    "'" + name + "' is not a registry's name; use a host with or without a port, or " + HostsDirectory.DEFAULT);
        }
        if (name.equals(HostsDirectory.DEFAULT) && registry.server().isEmpty()) {
            onlyWithServer(key, registry);
        }
        host(key, ".server", HostsDirectory.server(name, registry), registry);
        for (int i = 0; i < registry.mirrors().size(); i++) {
            RegistryConfig.Mirror mirror = registry.mirrors().get(i);
            String mirrorKey = key + ".mirrors[" + i + "]";
            for (RegistryConfig.Mirror earlier : registry.mirrors().subList(0, i)) {
                if (earlier.url().equals(mirror.url())) {
                    throw new ConfigurationException(mirrorKey + ".url",
                            mirror.url() + " is a mirror already; give each mirror once");
                }
            }
            host(mirrorKey, ".url", mirror.url(), mirror);
        }
    }

    /** Without a server there is no one host whose certificate or credentials these could be. */
    private static void onlyWithServer(String key, RegistryHostConfig host) {
        if (RegistryCredentials.given(host) || host.authorization().isPresent()) {
            throw new ConfigurationException(key, "credentials would go to every registry; set " + key + ".server as well");
        }
    }

    private void host(String key, String urlKey, URI url, RegistryHostConfig host) {
        if (!host.overridePath() && url.getPath().contains(API + '/') && !url.getPath().endsWith(API + '/')) {
            throw new ConfigurationException(key + urlKey, url + " has a path of the API, to which containerd appends " + API
                    + " again; set " + key + ".override-path to true, or remove " + API);
        }
        if (host.clientKey().isPresent() && host.clientCertificate().isEmpty()) {
            throw new ConfigurationException(key + ".client-key",
                    "has no effect without " + key + ".client-certificate; set that as well");
        }
        new TreeMap<>(host.headers()).forEach((name, value) -> header(key, name, value));
        host.authorization().ifPresent(value -> headerValue(key + ".authorization", value));
        credentials(key, url, host);
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
        if (RegistryCredentials.given(host)) {
            String other = credentials.put(url.getRawAuthority(), key);
            if (other != null) {
                throw new ConfigurationException(key, "gives " + url.getRawAuthority() + " credentials, as " + other
                        + " does; containerd keeps one for each host, so give them in one place");
            }
        }
    }
}
