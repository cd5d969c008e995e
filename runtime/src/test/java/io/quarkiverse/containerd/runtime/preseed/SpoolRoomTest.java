package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.archive.ArchiveException;
import io.quarkiverse.containerd.runtime.archive.ArchiveLimits;
import io.quarkiverse.containerd.runtime.archive.layout.ArchiveReader;
import io.quarkiverse.containerd.runtime.disk.Disks;
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

            Path large = archive("large", 1, 40);
            assertThatThrownBy(() -> reader.open(large)).isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("there is no room to decompress it")
                    .hasMessageContaining("60 MiB free, of which 32 MiB stay free (quarkus.containerd.preseed.disk-reserve)");
            Path many = archive("many", 100, 1);
            assertThatThrownBy(() -> reader.open(many)).isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("there is no room to decompress it").hasMessageContaining("MiB free after 2");
            assertThat(disk.used()).isLessThan(MIB);
        }
    }

    @Test
    void sharesTheRoomWithOthersWhoWriteToTheDisk() throws Exception {
        Path mount = Files.createDirectory(temp.resolve("disk"));
        try (SmallDisk disk = SmallDisk.at(mount, 60L * MIB)) {
            disk.reveal("spool");
            Disks disks = new Disks(0);
            Path spool = mount.resolve("spool");
            ArchiveReader reader = new ArchiveReader(ArchiveLimits.defaults(), false, spool, disks);
            Path archive = archive("archive", 1, 15);

            disks.of(spool).claim(20L * MIB);
            assertThatThrownBy(() -> reader.open(archive)).isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("there is no room to decompress it");
            disks.of(spool).release(20L * MIB);
            assertThatThrownBy(() -> reader.open(archive)).hasMessageContaining("unrecognized image format");
            assertThat(disks.of(spool).free()).as("nothing stays claimed").isGreaterThan(27L * MIB);
        }
    }

    private Path archive(String name, int files, int mebibytes) throws IOException {
        Path file = temp.resolve(name);
        try (OutputStream gzip = Compressor.GZIP.to(Files.newOutputStream(file))) {
            Tar tar = new Tar(gzip);
            for (int i = 0; i < files; i++) {
                tar.file(name + i, (long) mebibytes * MIB, target -> {
                    for (int written = 0; written < mebibytes; written++) {
                        target.write(new byte[MIB]);
                    }
                });
            }
            tar.end();
        }
        return file;
    }
}
