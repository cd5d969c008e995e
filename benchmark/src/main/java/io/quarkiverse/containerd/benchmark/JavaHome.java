package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * A Java virtual machine.
 *
 * @param directory its home
 * @param feature feature version, such as 17
 */
record JavaHome(Path directory, int feature) {

    private static final int FIRST_WITH_AOT_CACHE = 25;

    /** @throws IOException if there is no Java virtual machine */
    static JavaHome of(Path directory) throws IOException {
        Properties release = new Properties();
        try (InputStream file = Files.newInputStream(directory.resolve("release"))) {
            release.load(file);
        }
        return new JavaHome(directory,
                Runtime.Version.parse(release.getProperty("JAVA_VERSION").replace("\"", "")).feature());
    }

    Path program() {
        return directory.resolve("bin").resolve("java");
    }

    /** Returns the usual name of the cache of what a JVM has learned in an earlier run. */
    String cacheName() {
        return hasAotCache() ? "AOT cache" : "AppCDS";
    }

    /** Whether it caches more than classes. */
    boolean hasAotCache() {
        return feature >= FIRST_WITH_AOT_CACHE;
    }

    /** Returns the flags that write the cache, without what only the optimizing compiler would use of it. */
    List<String> writeCache(Path cache) {
        return hasAotCache()
                ? List.of("-XX:AOTCacheOutput=" + cache, "-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining")
                : List.of("-XX:ArchiveClassesAtExit=" + cache);
    }

    /** Returns the flags that use the cache. */
    List<String> readCache(Path cache) {
        return List.of((hasAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache);
    }
}
