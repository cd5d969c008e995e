package io.quarkiverse.containerd.runtime.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSystemErrorsTest {

    private static final Path PATH = Path.of("/run/node/config.toml");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "No space left on device | Make room on the file system of /run/node/config.toml, in bytes and in inodes.",
            "Disk quota exceeded | Make room on the file system of /run/node/config.toml, or raise the quota.",
            "Read-only file system | Mount the file system of /run/node/config.toml so that it can be written, or configure another path.",
            "Input/output error | Look at it." })
    void theRemedyFitsTheReason(String reason, String remedy) {
        assertThat(FileSystemErrors.explain(new FileSystemException(PATH.toString(), null, reason), PATH, "Look at it."))
                .isEqualTo(reason + ". " + remedy);
    }

    @Test
    void aLackOfPermissionIsUpToTheCaller() {
        assertThat(FileSystemErrors.explain(new AccessDeniedException(PATH.toString()), PATH, "Look at it."))
                .isEqualTo("permission denied. Look at it.");
    }
}
