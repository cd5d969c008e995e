package io.quarkiverse.containerd.benchmark;

import java.nio.file.Path;
import java.util.List;

/**
 * A way to start the node daemon.
 *
 * @param kind as the report names it
 * @param java runs it
 * @param application its quarkus-run.jar
 * @param flags for the Java virtual machine
 */
record Launch(String kind, JavaHome java, Path application, List<String> flags) {

    static Launch plain(JavaHome java, Path application) {
        return new Launch("node daemon, Java " + java.feature(), java, application, List.of());
    }

    /** With what the Java virtual machine has learned in a boot before. */
    static Launch trained(JavaHome java, Path application, Path cache) {
        return new Launch("node daemon, Java " + java.feature() + ", " + java.cacheName(), java, application,
                List.of(java.readCache(cache)));
    }

    /** The boot in which the Java virtual machine learns; the cache is there when it has ended. */
    static Launch training(JavaHome java, Path application, Path cache) {
        return new Launch("training", java, application, List.of(java.writeCache(cache)));
    }
}
