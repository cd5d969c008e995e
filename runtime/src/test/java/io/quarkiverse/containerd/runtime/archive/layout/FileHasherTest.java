package io.quarkiverse.containerd.runtime.archive.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveFile;
import io.quarkiverse.containerd.runtime.archive.ArchiveSource;

@Tag("small-heap")
class FileHasherTest {

    /** A file without a stored byte: reading it never touches a channel, which would notice an interrupt. */
    private static final ArchiveFile HOLE = new ArchiveFile("hole", 1L << 50, List.of());

    private static class Zeros implements ArchiveSource {

        @Override
        public void read(ArchiveFile file, long position, ByteBuffer target) {
            target.position(target.limit());
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anInterruptEndsHashing() {
        FileHasher hasher = new FileHasher(Path.of("the.tar"), new Zeros());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> hasher.hash(HOLE)).isInstanceOf(ArchiveException.class)
                .hasMessage("image archive the.tar, entry \"hole\": hashing was interrupted");
        assertThat(Thread.interrupted()).as("kept for the caller").isTrue();
    }
}
