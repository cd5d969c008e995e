package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveReader;
import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.SmallDisk;
import io.quarkiverse.containerd.testing.Tar;

/** Decompression onto a disk that is too small. */
@Tag("containerd")
class SpoolRoomTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path temp;

    @Test
    void leavesRoomForOthers() throws Exception {
        Path mount = Files.createDirectory(temp.resolve("disk"));
        try (SmallDisk disk = SmallDisk.at(mount, 60L * MIB)) {
            disk.reveal("spool");
            ArchiveReader reader = new ArchiveReader(ArchiveLimits.defaults(), false, mount.resolve("spool"));

            Path large = archive("random", 40, new Random(1));
            assertThatThrownBy(() -> reader.open(large)).isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("there is no room to decompress it").hasMessageContaining("60 MiB free (");
            Path swelling = archive("zeros", 100, null);
            assertThatThrownBy(() -> reader.open(swelling)).isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("there is no room to decompress it").hasMessageContaining("MiB free after 3");
            assertThat(disk.used()).isLessThan(MIB);
        }
    }

    /** @param random null for zeros */
    private Path archive(String name, int mebibytes, Random random) throws IOException {
        Path file = temp.resolve(name);
        byte[] piece = new byte[MIB];
        try (OutputStream gzip = Compressor.GZIP.to(Files.newOutputStream(file))) {
            new Tar(gzip).file(name, (long) mebibytes * MIB, target -> {
                for (int i = 0; i < mebibytes; i++) {
                    if (random != null) {
                        random.nextBytes(piece);
                    }
                    target.write(piece);
                }
            }).end();
        }
        return file;
    }
}
