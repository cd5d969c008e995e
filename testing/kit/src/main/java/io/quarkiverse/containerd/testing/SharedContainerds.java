package io.quarkiverse.containerd.testing;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The containerds that the classes of a test run share. They end with the JVM: build tools may run each class on its own, so
 * that no store of JUnit lives as long as the run.
 */
final class SharedContainerds {

    private static final Map<Optional<DebianContainerd>, Containerd> STARTED = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(
                new Thread(() -> STARTED.values().forEach(Containerd::close), "containerd-test-shutdown"));
    }

    private SharedContainerds() {
    }

    static Containerd get(Optional<DebianContainerd> version) {
        return STARTED.computeIfAbsent(version, Containerd::new);
    }
}
