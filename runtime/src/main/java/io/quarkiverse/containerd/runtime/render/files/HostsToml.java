package io.quarkiverse.containerd.runtime.render.files;

import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.config.RegistriesConfig;
import io.quarkiverse.containerd.runtime.config.RegistryConfig;
import io.quarkiverse.containerd.runtime.config.RegistryHostConfig;
import io.quarkiverse.containerd.runtime.config.RegistryHostConfig.Capability;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.VersionRange;
import io.quarkiverse.containerd.runtime.render.toml.GoDuration;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/**
 * The {@code hosts.toml} of a registry, as containerd's {@code docs/hosts.md} describes it: the server's settings at the top,
 * then a table for each mirror. containerd 2.x takes the mirrors' order from the headers of these tables.
 */
final class HostsToml {

    /** The parser of containerd 1.x refuses a bracket in the header of a table, even between quotes. */
    private static final VersionRange BRACKETS_IN_HEADERS = VersionRange.ALL.since("2.0");
    /** Nodes give each other what they hold, and take nothing. */
    private static final Set<Capability> PEER_CAPABILITIES = EnumSet.of(Capability.PULL, Capability.RESOLVE);

    private final ObjectNode top = Toml.table();
    /** The settings of the mirrors by their URLs, in order. */
    private final Map<String, ObjectNode> mirrors = new LinkedHashMap<>();

    private HostsToml() {
    }

    /**
     * Returns the file of a registry.
     *
     * @param name a registry that is configured, or {@link HostsDirectory#DEFAULT}
     */
    static HostsToml of(String name, RegistriesConfig registries) {
        HostsToml file = new HostsToml();
        Optional<RegistryConfig> registry = Optional.ofNullable(registries.byName().get(name));
        registry.flatMap(present -> server(name, present)).ifPresent(server -> file.top.put("server", server.toString()));
        registry.ifPresent(present -> fill(file.top, present));
        registries.peerMirror().ifPresent(
                mirror -> file.mirror(mirror).set("capabilities", capabilities(PEER_CAPABILITIES)));
        registry.ifPresent(present -> present.mirrors().forEach(file::add));
        return file;
    }

    /** Adds a mirror; one that is listed has its own settings, also where it is the peers'. */
    private void add(RegistryConfig.Mirror mirror) {
        mirrors.remove(mirror.url().toString());
        fill(mirror(mirror.url()), mirror);
    }

    private ObjectNode mirror(URI url) {
        return mirrors.computeIfAbsent(url.toString(), first -> Toml.table());
    }

    /** Renders the file for a containerd that is to read it. */
    String write(ContainerdVersion version) {
        if (!BRACKETS_IN_HEADERS.contains(version) && mirrors.keySet().stream().anyMatch(url -> url.indexOf('[') >= 0)) {
            return writeByKeys();
        }
        StringBuilder text = new StringBuilder(Toml.write(top));
        if (mirrors.isEmpty()) {
            // containerd 1.x takes a file without this table for malformed
            text.append("\n[host]\n");
        }
        mirrors.forEach((url, table) -> text.append("\n[host.").append(quoted(url)).append("]\n").append(Toml.write(table)));
        return text.toString();
    }

    /** A URL may have a single quote in its path, but no double quote and no backslash. */
    private static String quoted(String url) {
        char quote = url.indexOf('\'') < 0 ? '\'' : '"';
        return quote + url + quote;
    }

    /** containerd 1.x takes the mirrors' order from the lines of their first keys, so each needs one. */
    private String writeByKeys() {
        ObjectNode all = top.deepCopy();
        ObjectNode hosts = all.putObject("host");
        mirrors.forEach((url, table) -> {
            ObjectNode host = hosts.putObject(url).setAll(table);
            if (host.isEmpty()) {
                host.set("capabilities", capabilities(EnumSet.allOf(Capability.class)));
            }
        });
        return Toml.write(all);
    }

    /**
     * Without a server, containerd 1.6 speaks plain HTTP with a registry on this machine, whatever it is told of certificates.
     */
    private static Optional<URI> server(String name, RegistryConfig registry) {
        return HostsDirectory.configuresTls(registry) && !name.equals(HostsDirectory.DEFAULT)
                ? Optional.of(HostsDirectory.server(name, registry))
                : registry.server();
    }

    private static void fill(ObjectNode table, RegistryHostConfig host) {
        host.capabilities().ifPresent(capabilities -> table.set("capabilities", capabilities(capabilities)));
        if (host.overridePath()) {
            table.put("override_path", true);
        }
        host.ca().ifPresent(files -> table.set("ca", Toml.array(files.stream().map(Path::toString).toList())));
        host.clientCertificate().ifPresent(file -> client(table.putArray("client"), file, host));
        if (host.skipVerify()) {
            table.put("skip_verify", true);
        }
        host.dialTimeout().ifPresent(timeout -> table.put("dial_timeout", GoDuration.format(timeout)));
        ObjectNode headers = Toml.table();
        new TreeMap<>(host.headers()).forEach(headers::put);
        host.authorization().ifPresent(value -> headers.put("Authorization", value));
        if (!headers.isEmpty()) {
            table.set("header", headers);
        }
    }

    private static ArrayNode capabilities(Set<Capability> capabilities) {
        return Toml.array(
                new TreeSet<>(capabilities).stream().map(capability -> capability.name().toLowerCase(Locale.ROOT)).toList());
    }

    private static void client(ArrayNode pairs, Path certificate, RegistryHostConfig host) {
        if (host.clientKey().isPresent()) {
            pairs.addArray().add(certificate.toString()).add(host.clientKey().get().toString());
        } else {
            pairs.add(certificate.toString());
        }
    }
}
