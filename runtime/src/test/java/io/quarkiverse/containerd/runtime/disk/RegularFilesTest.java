package io.quarkiverse.containerd.runtime.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
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
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();

        for (Path special : new Path[] { fifo, directory, Path.of("/dev/zero") }) {
            assertThatThrownBy(() -> RegularFiles.open(special)).isInstanceOf(FileSystemException.class)
                    .hasMessageEndingWith("not a regular file");
        }
    }
}
