package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A Java virtual machine.
 *
 * @param directory its home
 * @param feature the version's first number, such as 17
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

    /** How people name the cache of what a Java virtual machine has learned in an earlier run. */
    String cacheName() {
        return feature >= FIRST_WITH_AOT_CACHE ? "AOT cache" : "AppCDS";
    }

    /** The flag to learn. */
    String writeCache(Path cache) {
        return (feature >= FIRST_WITH_AOT_CACHE ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + cache;
    }

    /** The flag to start with what was learned. */
    String readCache(Path cache) {
        return (feature >= FIRST_WITH_AOT_CACHE ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache;
    }
}
