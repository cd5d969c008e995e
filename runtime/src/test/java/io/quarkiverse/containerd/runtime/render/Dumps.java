package io.quarkiverse.containerd.runtime.render;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkiverse.containerd.runtime.host.probe.ContainerdBinary;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.testing.DebianContainerd;

/** What the containerds of the tests say of themselves. */
final class Dumps {

    private static final Map<DebianContainerd, ContainerdVersion> VERSIONS = new ConcurrentHashMap<>();

    private Dumps() {
    }

    static ContainerdVersion version(DebianContainerd containerd) {
        return VERSIONS.computeIfAbsent(containerd, version -> {
            try {
                return ContainerdBinary.version(version.executable());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
