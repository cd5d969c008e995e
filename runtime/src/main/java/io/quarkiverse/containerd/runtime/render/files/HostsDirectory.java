package io.quarkiverse.containerd.runtime.render.files;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.entry;

import java.net.URI;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.RegistryConfig;
import io.quarkiverse.containerd.runtime.config.RegistryHostConfig;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.VersionRange;

/**
 * The directory in which containerd looks for the hosts of registries, its {@code config_path}.
 *
 * @param path the directory
 * @param files the {@code hosts.toml} of each registry, in a directory of the registry's name
 */
public record HostsDirectory(Path path, List<RenderedFile> files) {

    /** The registry that stands for all that have no directory. */
    public static final String DEFAULT = "_default";

    private static final String MAP = "registries";
    private static final String FILE = "hosts.toml";
    private static final String DOCKER_HUB = "docker.io";
    private static final Set<String> OTHER_NAMES_OF_DOCKER_HUB = Set.of("index.docker.io", "registry-1.docker.io");
    private static final String DOCKER_HUB_SERVER = "registry-1.docker.io";
    /** The files may hold credentials. */
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    private static final VersionRange DIAL_TIMEOUT = VersionRange.ALL.since("2.0.7", "2.1");

    public HostsDirectory {
        files = List.copyOf(files);
    }

    /** The configured directory, or ours while there are files to render; empty leaves it to containerd. */
    public static Optional<Path> path(ContainerdConfig config) {
        return config.registries().directory()
                .or(() -> names(config).isEmpty() ? Optional.empty() : Optional.of(ours(config)));
    }

    /** The registries that have files: containerd asks the hosts of all others only for one that has none. */
    private static SortedSet<String> names(ContainerdConfig config) {
        SortedSet<String> names = new TreeSet<>(config.registries().byName().keySet());
        config.registries().peerMirror().ifPresent(mirror -> names.add(DEFAULT));
        return names;
    }

    private static Path ours(ContainerdConfig config) {
        return config.directories().run().resolve(MAP);
    }

    /** The URL of a registry. */
    public static URI server(String name, RegistryConfig registry) {
        return registry.server()
                .orElseGet(() -> URI.create("https://" + (name.equals(DOCKER_HUB) ? DOCKER_HUB_SERVER : name)));
    }

    /**
     * Renders one file for each registry.
     *
     * @param cri whether there is a CRI plugin to read the files; without one there are none
     */
    public static HostsDirectory render(ContainerdConfig config, ContainerdVersion version, boolean cri) {
        Path directory = path(config).orElseGet(() -> ours(config));
        List<RenderedFile> files = new ArrayList<>();
        if (cri) {
            names(config).forEach(name -> files.add(new RenderedFile(directory.resolve(name).resolve(FILE),
                    HostsToml.of(name, config.registries()).lines(version), PRIVATE)));
        }
        return new HostsDirectory(directory, files);
    }

    /** Returns a sentence for each setting that is dangerous, or that this containerd does not have and can do without. */
    public static List<String> warnings(ContainerdConfig config, ContainerdVersion version) {
        List<String> warnings = new ArrayList<>();
        config.registries().byName().keySet().stream().filter(OTHER_NAMES_OF_DOCKER_HUB::contains).sorted()
                .forEach(name -> warnings.add(entry(MAP, name) + " has no effect: containerd asks for the images of Docker Hub"
                        + " by the name " + DOCKER_HUB + ", so use " + entry(MAP, DOCKER_HUB) + "."));
        forEachHost(config, (key, url, host) -> {
            if (host.skipVerify()) {
                warnings.add(key + ".skip-verify is on: whoever is between this node and the host can give it other images.");
            } else if (configuresTls(host) && url.filter(plain -> plain.getScheme().equals("http")).isPresent()) {
                warnings.add(key + " has certificates, but its URL " + url.get()
                        + " is one of plain HTTP: change that to https://, or remove ca and client-certificate.");
            }
            if (host.dialTimeout().isPresent() && !DIAL_TIMEOUT.contains(version)) {
                warnings.add(
                        key + ".dial-timeout has no effect: containerd " + version + " has no such setting (" + DIAL_TIMEOUT
                                + ").");
            }
        });
        return warnings;
    }

    /** The certificates and keys that containerd is to read, by the keys that name them. */
    public static SortedMap<String, List<Path>> certificates(ContainerdConfig config) {
        SortedMap<String, List<Path>> files = new TreeMap<>();
        forEachHost(config, (key, url, host) -> {
            host.ca().ifPresent(ca -> files.put(key + ".ca", ca));
            host.clientCertificate().ifPresent(certificate -> files.put(key + ".client-certificate", List.of(certificate)));
            host.clientKey().ifPresent(clientKey -> files.put(key + ".client-key", List.of(clientKey)));
        });
        return files;
    }

    /** Whether a host's certificate, or this node's, is configured. */
    static boolean configuresTls(RegistryHostConfig host) {
        return host.ca().isPresent() || host.clientCertificate().isPresent() || host.skipVerify();
    }

    private interface HostAction {
        void accept(String key, Optional<URI> url, RegistryHostConfig host);
    }

    private static void forEachHost(ContainerdConfig config, HostAction action) {
        new TreeMap<>(config.registries().byName()).forEach((name, registry) -> {
            String key = entry(MAP, name);
            action.accept(key, registry.server(), registry);
            for (int i = 0; i < registry.mirrors().size(); i++) {
                RegistryConfig.Mirror mirror = registry.mirrors().get(i);
                action.accept(key + ".mirrors[" + i + "]", Optional.of(mirror.url()), mirror);
            }
        });
    }
}
