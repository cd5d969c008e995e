package io.quarkiverse.containerd.runtime.preseed.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.files.Fifo;

class ImageListTest {

    @TempDir
    Path temp;

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFifoIsNotRead() throws IOException {
        Path fifo = temp.resolve("x.images");
        new Fifo(fifo, PosixFilePermissions.fromString("rw-------")).ensure();
        assertThat(ImageList.read(fifo, "k8s.io/x.images", "k8s.io", 1).problem())
                .hasValue("cannot be read: not a regular file");
    }
}
