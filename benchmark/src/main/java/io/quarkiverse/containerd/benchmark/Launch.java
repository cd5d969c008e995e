package io.quarkiverse.containerd.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A way to start the node daemon.
 *
 * @param kind as the report names it
 * @param java runs it
 * @param application its quarkus-run.jar
 * @param flags for the Java virtual machine
 */
record Launch(String kind, JavaHome java, Path application, List<String> flags) {

    /** The flags of the guide to start-up time, with which this program runs, too. */
    private static final List<String> LIGHT = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    static Launch plain(JavaHome java, Path application) {
        return new Launch(kind(java), java, application, List.of());
    }

    static Launch light(JavaHome java, Path application) {
        return new Launch(kind(java) + ", light", java, application, LIGHT);
    }

    /** With what the Java virtual machine has learned in a boot before. */
    static Launch trained(JavaHome java, Path application, Path cache) {
        return new Launch(kind(java) + ", light, " + java.cacheName(), java, application,
                lightWith(java.readCache(cache)));
    }

    /** The boot in which the Java virtual machine learns; the cache is there when it has ended. */
    static Launch training(JavaHome java, Path application, Path cache) {
        return new Launch("training", java, application, lightWith(java.writeCache(cache)));
    }

    private static List<String> lightWith(String flag) {
        return Stream.concat(LIGHT.stream(), Stream.of(flag)).toList();
    }

    private static String kind(JavaHome java) {
        return "node daemon, Java " + java.feature();
    }
}
