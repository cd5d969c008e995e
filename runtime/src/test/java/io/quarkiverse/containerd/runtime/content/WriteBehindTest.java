package io.quarkiverse.containerd.runtime.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Queue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteBehindTest {

    private static final int STRIDE = 4 << 20;

    private final Queue<Runnable> syncs = new ArrayDeque<>();
    private FileChannel channel;
    private WriteBehind disk;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        channel = FileChannel.open(directory.resolve("blob"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        disk = new WriteBehind(channel, syncs::add);
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
    }

    @Test
    void smallFilesAreLeftToTheirSyncAtTheEnd() throws IOException {
        disk.written(STRIDE - 1);

        assertThat(syncs).isEmpty();
        disk.await();
    }

    @Test
    void largeFilesAreSyncedByOneThreadAtATime() throws IOException {
        disk.written(STRIDE);
        disk.written(STRIDE);
        assertThat(syncs).hasSize(1);

        syncs.remove().run();
        disk.written(1);
        assertThat(syncs).as("what was written during the first sync").hasSize(1);
    }

    @Test
    void whatTheDiskHasRefusedIsToldAtTheNextBytes() throws IOException {
        disk.written(STRIDE);
        channel.close();
        syncs.remove().run();

        assertThatThrownBy(() -> disk.written(STRIDE)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void whatTheDiskHasRefusedIsToldAtTheEnd() throws IOException {
        disk.written(STRIDE);
        channel.close();
        syncs.remove().run();

        assertThatThrownBy(disk::await).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void anInterruptIsKept() throws IOException {
        disk.written(STRIDE);
        Thread.currentThread().interrupt();
        new Thread(syncs.remove()).start();

        disk.await();
        assertThat(Thread.interrupted()).isTrue();
    }
}
