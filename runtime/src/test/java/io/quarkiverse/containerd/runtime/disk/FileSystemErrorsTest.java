package io.quarkiverse.containerd.runtime.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemErrorsTest {

    @TempDir
    Path directory;

    private interface Use {
        Object of(Path file) throws IOException;
    }

    private static String error(Path file, Use use) {
        try {
            use.of(file);
        } catch (IOException e) {
            return FileSystemErrors.describe(e);
        }
        throw new AssertionError("there was no error");
    }

    @Test
    void saysWhatIsWrongWithAPath() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        assertThat(error(directory.resolve("absent"), Files::size)).isEqualTo("no such file or directory");
        assertThat(error(file.resolve("below"), Files::size)).isEqualTo("Not a directory");
        assertThat(error(file, Files::list)).isEqualTo("not a directory");
        assertThat(error(file, Files::createDirectory)).isEqualTo("something else is in its place");
        assertThat(error(directory, path -> {
            Files.delete(path);
            return null;
        })).isEqualTo("the directory is not empty");
        Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        assertThat(error(loop, FileChannel::open)).startsWith("Too many levels of symbolic links");
    }

    @Test
    void neverNamesAClass() {
        for (IOException e : List.of(new IOException(), new EOFException(), new ClosedChannelException(),
                new ClosedByInterruptException(), new FileSystemLoopException("x"))) {
            assertThat(FileSystemErrors.describe(e)).isNotBlank().doesNotContain("Exception").doesNotContain("java");
        }
        assertThat(FileSystemErrors.describe(new EOFException("the file ends at byte 3"))).isEqualTo("the file ends at byte 3");
    }
}
