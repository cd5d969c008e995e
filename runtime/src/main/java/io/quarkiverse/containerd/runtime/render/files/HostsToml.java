package io.quarkiverse.containerd.runtime.render.files;

import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

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

    private HostsToml() {
    }

    /** Renders a registry's file for a containerd that is to read it. */
    static String write(String name, RegistryConfig registry, ContainerdVersion version) {
        ObjectNode top = Toml.table();
        server(name, registry).ifPresent(server -> top.put("server", server.toString()));
        fill(top, registry);
        if (!BRACKETS_IN_HEADERS.contains(version) && registry.mirrors().stream().anyMatch(HostsToml::hasBracket)) {
            mirrorsByKeys(top, registry);
            return Toml.write(top);
        }
        StringBuilder text = new StringBuilder(Toml.write(top));
        if (registry.mirrors().isEmpty()) {
            // containerd 1.x takes a file without this table for malformed
            text.append("\n[host]\n");
        }
        for (RegistryConfig.Mirror mirror : registry.mirrors()) {
            ObjectNode table = Toml.table();
            fill(table, mirror);
            text.append("\n[host.'").append(mirror.url()).append("']\n").append(Toml.write(table));
        }
        return text.toString();
    }

    /**
     * Without a server, containerd 1.6 speaks plain HTTP with a registry on this machine, whatever certificates it is given.
     */
    private static Optional<URI> server(String name, RegistryConfig registry) {
        boolean certificates = registry.ca().isPresent() || registry.clientCertificate().isPresent();
        return certificates && !name.equals(HostsDirectory.DEFAULT) ? Optional.of(HostsDirectory.server(name, registry))
                : registry.server();
    }

    private static boolean hasBracket(RegistryConfig.Mirror mirror) {
        return mirror.url().toString().indexOf('[') >= 0;
    }

    /** containerd 1.x takes the mirrors' order from the lines of their first keys, so each needs one. */
    private static void mirrorsByKeys(ObjectNode top, RegistryConfig registry) {
        ObjectNode hosts = top.putObject("host");
        for (RegistryConfig.Mirror mirror : registry.mirrors()) {
            ObjectNode table = hosts.putObject(mirror.url().toString());
            fill(table, mirror);
            if (table.isEmpty()) {
                table.set("capabilities", capabilities(EnumSet.allOf(Capability.class)));
            }
        }
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
