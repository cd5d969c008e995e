package io.quarkiverse.containerd.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.containerd.testing.DebianContainerd;

/** A real containerd whose metadata database was damaged. */
@Timeout(120)
@ParameterizedClass
@EnumSource(DebianContainerd.class)
@Tag("containerd")
class DamagedDatabaseContainerdTest {

    @Parameter
    DebianContainerd version;
    @TempDir
    Path temp;

    @Test
    void isRefusedUntilAnOperatorActs() throws Exception {
        makeDatabase();
        for (long size : List.of(0L, 8192L)) {
            cut(size);
            try (SupervisedContainerd containerd = containerd(Map.of()).start()) {
                await().untilAsserted(() -> assertThat(containerd.messages(Level.WARN))
                        .anyMatch(line -> line.contains("the database " + database() + " is damaged (")
                                && line.contains("quarkus.containerd.bolt.set-aside-damaged")));
                assertThat(database()).hasSize(size);
            }
        }
        assertThat(setAside()).isEmpty();
    }

    @Test
    void isSetAsideIfAllowedButNotEndlessly() throws Exception {
        makeDatabase();
        for (int times = 1; times <= 3; times++) {
            cut(times == 2 ? 0 : 8192);
            try (SupervisedContainerd containerd = containerd(Map.of("bolt.set-aside-damaged", "true")).start()) {
                containerd.awaitHealthy(1);
                assertThat(containerd.messages(Level.WARN)).anyMatch(line -> line.contains("the damaged database is now "));
            }
            assertThat(setAside()).hasSize(times);
        }
        cut(8192);
        try (SupervisedContainerd containerd = containerd(Map.of("bolt.set-aside-damaged", "true")).start()) {
            await().untilAsserted(() -> assertThat(containerd.messages(Level.WARN))
                    .anyMatch(line -> line.contains("the damaged database stays where it is")));
        }
        assertThat(setAside()).hasSize(3);
    }

    @Test
    void isNewOnAnEmptyNode() throws Exception {
        Files.createDirectories(database().getParent());
        Files.createFile(database());
        try (SupervisedContainerd containerd = containerd(Map.of()).start()) {
            containerd.awaitHealthy(0);
        }
    }

    private void makeDatabase() throws Exception {
        try (SupervisedContainerd containerd = containerd(Map.of()).start()) {
            containerd.awaitHealthy(0);
        }
        Path blobs = Files.createDirectories(temp.resolve("root/io.containerd.content.v1.content/blobs/sha256"));
        Files.createFile(blobs.resolve("0".repeat(64)));
    }

    private SupervisedContainerd containerd(Map<String, String> more) {
        Map<String, String> keys = new HashMap<>(Map.of("executable", version.executable().toString(),
                "supervisor.initial-backoff", "10ms", "supervisor.max-backoff", "100ms", "runsc.enabled", "false"));
        keys.putAll(more);
        return new SupervisedContainerd(temp, keys);
    }

    private Path database() {
        return temp.resolve("root/io.containerd.metadata.v1.bolt/meta.db");
    }

    private void cut(long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(database().toFile(), "rw")) {
            file.setLength(size);
        }
    }

    private List<Path> setAside() throws IOException {
        try (Stream<Path> files = Files.list(database().getParent())) {
            return files.filter(file -> file.getFileName().toString().startsWith("meta.db.damaged-")).toList();
        }
    }
}
