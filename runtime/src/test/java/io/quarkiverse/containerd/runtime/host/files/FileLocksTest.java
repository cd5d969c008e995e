package io.quarkiverse.containerd.runtime.host.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.ProcTable;

class FileLocksTest {

    private static final long SELF = ProcessHandle.current().pid();
    private static final long NOBODY = Integer.MAX_VALUE;

    @TempDir
    Path temp;

    private final FileLocks locks = new FileLocks(new ProcTable());

    @Test
    void findsWhoHasLockedAFile() throws IOException {
        Path file = temp.resolve("db");
        assertThat(locks.holder(file, NOBODY)).isEmpty();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(locks.holder(file, NOBODY)).as("open, but not locked").isEmpty();
            channel.lock();
            assertThat(locks.holder(file, NOBODY)).hasValue(SELF);
            assertThat(locks.holder(file, SELF)).as("the process that waits").isEmpty();
            Files.createSymbolicLink(temp.resolve("link"), file);
            assertThat(locks.holder(temp.resolve("link"), NOBODY)).hasValue(SELF);
        }
        assertThat(locks.holder(file, NOBODY)).isEmpty();
    }

    @Test
    void readsTheTableOfLocks() {
        List<String> table = List.of("1: FLOCK  ADVISORY  WRITE 11732 fe:00:2156766 0 EOF",
                "1: -> FLOCK  ADVISORY  WRITE 11742 fe:00:2156766 0 EOF",
                "2: FLOCK  ADVISORY  WRITE 11682 fe:00:12156766 0 EOF",
                "3: POSIX  ADVISORY  READ 55 fe:00:2156766 0 0");
        assertThat(FileLocks.holders(table, ":2156766")).containsExactly(11732L, 55L);
    }
}
