package io.quarkiverse.containerd.runtime.render;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkiverse.containerd.runtime.host.probe.ContainerdInspector;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.testing.DebianContainerd;

/** What the containerds of the tests say of themselves. */
final class Dumps {

    private static final Map<DebianContainerd, ContainerdFacts> FACTS = new ConcurrentHashMap<>();

    private Dumps() {
    }

    static ContainerdVersion version(DebianContainerd containerd) {
        return facts(containerd).version();
    }

    static ContainerdFacts facts(DebianContainerd containerd) {
        return FACTS.computeIfAbsent(containerd, version -> {
            try {
                return new ContainerdInspector().inspect(version.executable());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
