package io.quarkiverse.containerd.runtime.render.files;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.RegistriesConfig;
import io.quarkiverse.containerd.runtime.config.RegistryConfig;
import io.quarkiverse.containerd.runtime.config.RegistryHostConfig;
import io.quarkiverse.containerd.runtime.config.RegistryHostConfig.Capability;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.VersionRange;
import io.quarkiverse.containerd.runtime.render.lines.RenderedLine;
import io.quarkiverse.containerd.runtime.render.lines.Secrets;
import io.quarkiverse.containerd.runtime.render.toml.ConfigTree;
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

    private static final String AUTHORIZATION = "Authorization";
    private static final String CAPABILITIES = "capabilities";
    private static final String HOST = "host";

    private final ConfigTree top = new ConfigTree();
    /** The mirrors by their URLs, in order. */
    private final Map<String, Mirror> mirrors = new LinkedHashMap<>();

    private HostsToml() {
    }

    /** @param source the key that the mirror comes from */
    private record Mirror(String source, ConfigTree settings) {
    }

    /**
     * Returns the file of a registry.
     *
     * @param name a registry that is configured, or {@link HostsDirectory#DEFAULT}
     */
    static HostsToml of(String name, RegistriesConfig registries) {
        HostsToml file = new HostsToml();
        String key = ConfigKeys.entry("registries", name);
        Optional<RegistryConfig> registry = Optional.ofNullable(registries.byName().get(name));
        registry.flatMap(present -> server(name, present)).ifPresent(server -> put(file.top, "server",
                TextNode.valueOf(server.toString()), registry.get().server().isPresent() ? key + ".server" : key));
        registry.ifPresent(present -> fill(file.top, present, key));
        registries.peerMirror().ifPresent(file::addPeers);
        registry.ifPresent(present -> file.add(present.mirrors(), key));
        return file;
    }

    private void addPeers(URI url) {
        String key = ConfigKeys.key("peer-mirror");
        put(mirror(url, key), CAPABILITIES, capabilities(PEER_CAPABILITIES), key);
    }

    /** Adds mirrors; one that is listed has its own settings, also where it is the peers'. */
    private void add(List<RegistryConfig.Mirror> listed, String registry) {
        for (int i = 0; i < listed.size(); i++) {
            String key = registry + ".mirrors[" + i + "]";
            mirrors.remove(listed.get(i).url().toString());
            fill(mirror(listed.get(i).url(), key + ".url"), listed.get(i), key);
        }
    }

    private ConfigTree mirror(URI url, String source) {
        return mirrors.computeIfAbsent(url.toString(), first -> new Mirror(source, new ConfigTree())).settings();
    }

    /** Renders the file for a containerd that is to read it. */
    List<RenderedLine> lines(ContainerdVersion version) {
        if (!BRACKETS_IN_HEADERS.contains(version) && mirrors.keySet().stream().anyMatch(url -> url.indexOf('[') >= 0)) {
            return byKeys().lines();
        }
        List<RenderedLine> lines = new ArrayList<>(top.lines());
        if (mirrors.isEmpty()) {
            // containerd 1.x takes a file without this table for malformed
            lines.addAll(RenderedLine.fixedLines("\n[host]\n"));
        }
        mirrors.forEach((url, mirror) -> {
            lines.add(RenderedLine.fixed("\n"));
            lines.add(RenderedLine.of(header(url), header(Secrets.masked(url)), Optional.of(mirror.source())));
            lines.addAll(mirror.settings().lines());
        });
        return lines;
    }

    /** A URL may have a single quote in its path, but no double quote and no backslash. */
    private static String header(String url) {
        char quote = url.indexOf('\'') < 0 ? '\'' : '"';
        return "[host." + quote + url + quote + "]\n";
    }

    /** containerd 1.x takes the mirrors' order from the lines of their first keys, so each needs one. */
    private ConfigTree byKeys() {
        ConfigTree all = new ConfigTree();
        copy(top, List.of(), all);
        mirrors.forEach((url, mirror) -> {
            if (mirror.settings().root().isEmpty()) {
                put(mirror.settings(), CAPABILITIES, capabilities(EnumSet.allOf(Capability.class)), mirror.source());
            }
            copy(mirror.settings(), List.of(HOST, url), all);
        });
        return all;
    }

    private static void copy(ConfigTree from, List<String> table, ConfigTree into) {
        from.sources().forEach((path, source) -> into.merge(Stream.concat(table.stream(), path.stream()).toList(),
                from.value(path), source));
    }

    /**
     * Without a server, containerd 1.6 speaks plain HTTP with a registry on this machine, whatever it is told of certificates.
     */
    private static Optional<URI> server(String name, RegistryConfig registry) {
        return HostsDirectory.configuresTls(registry) && !name.equals(HostsDirectory.DEFAULT)
                ? Optional.of(HostsDirectory.server(name, registry))
                : registry.server();
    }

    private static void fill(ConfigTree table, RegistryHostConfig host, String key) {
        host.capabilities().ifPresent(
                capabilities -> put(table, CAPABILITIES, capabilities(capabilities), key + ".capabilities"));
        if (host.overridePath()) {
            put(table, "override_path", BooleanNode.TRUE, key + ".override-path");
        }
        host.ca().ifPresent(
                files -> put(table, "ca", Toml.array(files.stream().map(Path::toString).toList()), key + ".ca"));
        host.clientCertificate().ifPresent(file -> put(table, "client", client(file, host), key + ".client-certificate"));
        if (host.skipVerify()) {
            put(table, "skip_verify", BooleanNode.TRUE, key + ".skip-verify");
        }
        host.dialTimeout().ifPresent(
                timeout -> put(table, "dial_timeout", TextNode.valueOf(GoDuration.format(timeout)), key + ".dial-timeout"));
        Map<String, String> headers = new TreeMap<>(host.headers());
        host.authorization().ifPresent(value -> headers.put(AUTHORIZATION, value));
        headers.forEach((name, value) -> table.merge(List.of("header", name), TextNode.valueOf(value),
                ConfigTree.Source.key(host.authorization().isPresent() && name.equals(AUTHORIZATION) ? key + ".authorization"
                        : key + ".headers." + ConfigKeys.segment(name))));
    }

    private static void put(ConfigTree table, String name, JsonNode value, String key) {
        table.merge(List.of(name), value, ConfigTree.Source.key(key));
    }

    private static ArrayNode capabilities(Set<Capability> capabilities) {
        return Toml.array(
                new TreeSet<>(capabilities).stream().map(capability -> capability.name().toLowerCase(Locale.ROOT)).toList());
    }

    private static ArrayNode client(Path certificate, RegistryHostConfig host) {
        ArrayNode pairs = Toml.array(List.of());
        if (host.clientKey().isPresent()) {
            pairs.addArray().add(certificate.toString()).add(host.clientKey().get().toString());
        } else {
            pairs.add(certificate.toString());
        }
        return pairs;
    }
}
