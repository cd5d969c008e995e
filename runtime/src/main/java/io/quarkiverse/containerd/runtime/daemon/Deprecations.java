package io.quarkiverse.containerd.runtime.daemon;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.client.ContainerdClient.Deprecation;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.config.ConfigKeys;

/** Says once of each thing in use that a later version of containerd will not have, with the key that it comes from. */
@Singleton
public class Deprecations {

    private static final String PREFIX = "io.containerd.deprecation/";
    /** The keys that the daemon renders what is deprecated from; the rest is in fragments, free settings, or the host's. */
    private static final Map<String, String> KEYS = Map.of(
            PREFIX + "cri-registry-configs", "registries",
            PREFIX + "enable-cdi", "cri.cdi.enabled",
            PREFIX + "tracing-processor-config", "tracing.endpoint",
            PREFIX + "tracing-service-config", "tracing.service-name");

    private final Supplier<List<Deprecation>> containerd;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private volatile List<Deprecation> newest = List.of();

    @Inject
    Deprecations(ContainerdClient client) {
        this(client::deprecations);
    }

    Deprecations(Supplier<List<Deprecation>> containerd) {
        this.containerd = containerd;
    }

    /** Asks containerd, and logs what was not logged before. */
    void tell(NodeLogger log) {
        try {
            news().forEach(sentence -> log.infof("before an upgrade of containerd: %s", sentence));
        } catch (ContainerdException e) {
            log.infof("containerd was not asked for deprecations: %s", e.getMessage());
        }
    }

    /** Returns what containerd said when it was last asked. */
    List<Deprecation> newest() {
        return newest;
    }

    /** Asks containerd, and returns a sentence on each thing that no earlier call returned one on. */
    List<String> news() {
        newest = List.copyOf(containerd.get());
        return newest.stream().filter(deprecation -> told.add(deprecation.id()))
                .map(deprecation -> deprecation.message() + source(deprecation)).toList();
    }

    private static String source(Deprecation deprecation) {
        return Optional.ofNullable(KEYS.get(deprecation.id())).map(name -> " It comes from " + ConfigKeys.key(name) + ".")
                .orElse("");
    }
}
