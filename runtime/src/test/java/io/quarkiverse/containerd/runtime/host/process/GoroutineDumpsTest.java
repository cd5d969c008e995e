package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoroutineDumpsTest {

    @TempDir
    Path temp;

    @Test
    void theNewestFiveAreKeptAndOtherFilesAreLeftAlone() throws IOException {
        for (int i = 1; i <= 8; i++) {
            Files.setLastModifiedTime(Files.createFile(temp.resolve("containerd." + (1000 - i) + ".stacks.log")),
                    FileTime.fromMillis(i * 1000L));
        }
        Files.createFile(temp.resolve("containerd.log"));

        GoroutineDumps.prune(temp);

        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("containerd.log",
                    "containerd.992.stacks.log", "containerd.993.stacks.log", "containerd.994.stacks.log",
                    "containerd.995.stacks.log", "containerd.996.stacks.log");
        }
        GoroutineDumps.prune(temp.resolve("missing"));
    }
}
