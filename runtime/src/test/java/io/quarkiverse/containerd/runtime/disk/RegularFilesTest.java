package io.quarkiverse.containerd.runtime.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegularFilesTest {

    @TempDir
    Path directory;

    @Test
    void readsAFileAndTheTargetOfALink() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "text");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        assertThat(RegularFiles.read(file, 4)).asString().isEqualTo("text");
        assertThat(RegularFiles.read(link, 4)).asString().isEqualTo("text");
        assertThatThrownBy(() -> RegularFiles.readOwn(link, 4)).isInstanceOf(FileSystemException.class)
                .hasMessageEndingWith("not a regular file");
        assertThatThrownBy(() -> RegularFiles.read(file, 3)).isInstanceOf(FileSystemException.class)
                .hasMessageEndingWith("it has more than 3 bytes");
    }

    @Test
    void refusesWhatIsNoRegularFile() throws Exception {
        Path fifo = fifo();

        for (Path special : new Path[] { fifo, directory, Path.of("/dev/zero") }) {
            assertThatThrownBy(() -> RegularFiles.open(special)).isInstanceOf(FileSystemException.class)
                    .hasMessageEndingWith("not a regular file");
        }
    }

    /** A file and a FIFO take turns at a path, so that one is looked at and the other opened. */
    @Test
    void refusesAFifoThatComesAfterTheLook() throws Exception {
        FileOpenings openings = new FileOpenings(Duration.ofMillis(100), 1000);
        Path path = Files.writeString(directory.resolve("path"), "text");
        Path fifo = fifo();
        AtomicBoolean stop = new AtomicBoolean();
        Thread swapper = new Thread(() -> swap(path, fifo, stop));
        swapper.start();
        try {
            for (int i = 0; i < 2000; i++) {
                try (FileChannel channel = RegularFiles.open(path, openings)) {
                    assertThat(channel.size()).isEqualTo(4);
                } catch (FileSystemException e) {
                    assertThat(e).hasMessageMatching(".*(: not a regular file|within 100 ms: .*)");
                }
            }
        } finally {
            stop.set(true);
            swapper.join();
        }
    }

    private static void swap(Path path, Path fifo, AtomicBoolean stop) {
        try {
            while (!stop.get()) {
                Path file = Files.createLink(path.resolveSibling("file"), path);
                Files.move(Files.createLink(path.resolveSibling("next"), fifo), path, StandardCopyOption.ATOMIC_MOVE);
                Files.move(file, path, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesAFifoThatHasAWriter() throws Exception {
        Path fifo = fifo();
        try (FileChannel writer = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel reader = FileChannel.open(fifo, StandardOpenOption.READ)) {
            assertThatThrownBy(reader::position).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsOpenedTooLateIsClosed() throws Exception {
        FileOpenings openings = new FileOpenings(Duration.ofMillis(100), 1);
        Path fifo = fifo();
        AtomicReference<FileChannel> late = new AtomicReference<>();
        assertThatThrownBy(() -> openings.await(fifo, () -> FileChannel.open(fifo, StandardOpenOption.READ), late::set))
                .isInstanceOf(FileSystemException.class).hasMessageContaining("could not be opened within 100 ms");
        assertThatThrownBy(() -> RegularFiles.open(fifo, openings)).hasMessageContaining("1 other files are being opened");

        try (FileChannel writer = FileChannel.open(fifo, StandardOpenOption.WRITE)) {
            await().until(() -> late.get() != null);
            late.get().close();
        }
        await().untilAsserted(() -> assertThatThrownBy(() -> RegularFiles.open(fifo, openings))
                .hasMessageEndingWith("not a regular file"));
    }

    @Test
    void anInterruptEndsTheOpeningButNotTheReading() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "text");
        Path fifo = fifo();
        FileOpenings openings = new FileOpenings(Duration.ofMinutes(10), 1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> openings.await(fifo, () -> FileChannel.open(fifo, StandardOpenOption.READ), late -> {
        })).isInstanceOf(ClosedByInterruptException.class);
        FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
        assertThat(RegularFiles.read(file, 4)).asString().isEqualTo("text");
        assertThat(Thread.interrupted()).isTrue();
    }

    private Path fifo() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        return fifo;
    }
}
