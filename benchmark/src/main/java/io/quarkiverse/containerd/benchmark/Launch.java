package io.quarkiverse.containerd.benchmark;

import java.nio.file.Path;
import java.util.List;

/**
 * A way to start the node daemon.
 *
 * @param kind as the report names it
 * @param application its quarkus-run.jar
 * @param flags for the Java virtual machine
 */
record Launch(String kind, Path application, List<String> flags) {

    /** With what the Java virtual machine has learned in a boot before: an AOT cache since JDK 25, an AppCDS archive before. */
    static Launch trained(Path application, Path cache) {
        return new Launch(cacheKind(), application,
                List.of((hasAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache));
    }

    /** The boot in which the Java virtual machine learns; the cache is there when it has ended. */
    static Launch training(Path application, Path cache) {
        return new Launch("training", application,
                List.of((hasAotCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + cache));
    }

    static String cacheKind() {
        return hasAotCache() ? "aot-jar with an AOT cache" : "aot-jar with AppCDS";
    }

    private static boolean hasAotCache() {
        return Runtime.version().feature() >= 25;
    }
}
