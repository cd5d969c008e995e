package io.quarkiverse.containerd.runtime.preseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.grpc.ConnectedContainerd;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.OciLayout;
import io.quarkiverse.containerd.testing.SmallDisk;

/** An archive that is certain to fail is not read again. Its file has a time of last access, which tells. */
@Tag("containerd")
class CertainFailureContainerdTest {

    @TempDir
    Path temp;

    private final PreseedStatus reports = new PreseedStatus();
    private SmallDisk disk;
    private Path directory;

    @BeforeEach
    void mount() throws IOException {
        Path mount = Files.createDirectory(temp.resolve("disk"));
        disk = SmallDisk.at(mount, 64 << 20);
        disk.reveal("preseed");
        directory = mount.resolve("preseed");
        Files.createDirectory(directory.resolve("ours"));
    }

    @AfterEach
    void unmount() {
        disk.close();
    }

    private Path write(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("ours/image"), bytes);
        // so that each read is noted
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plus(1, ChronoUnit.DAYS)));
        return file;
    }

    private static FileTime read(Path file) throws IOException {
        return (FileTime) Files.getAttribute(file, "lastAccessTime");
    }

    /** When a file has been read; later reads have a later time, although the times of files stand still for milliseconds. */
    private FileTime readUntilNow(Path file) throws IOException {
        FileTime last = read(file);
        Path probe = directory.resolve("probe");
        await().until(() -> {
            Files.deleteIfExists(probe);
            return read(Files.createFile(probe)).compareTo(last) > 0;
        });
        return last;
    }

    private ArchiveReport run(ConnectedContainerd containerd) throws Exception {
        PreseedSettings settings = new PreseedSettings(directory, List.of());
        assertThatThrownBy(() -> new Preseed(settings, containerd::client, reports).run(new TestNode()))
                .isInstanceOf(FailedArchivesException.class);
        return reports.report().archives().get(0);
    }

    @Test
    void itIsReadAgainOnlyWhenItHasChanged() throws Exception {
        byte[] whole = Compressor.ZSTD.compress(
                new OciLayout().image("registry.test/cut:1", Image.of(Layer.random("data", 2_000_000, 1))).tar());
        Path file = write(Arrays.copyOf(whole, whole.length / 2));
        try (ConnectedContainerd containerd = ConnectedContainerd.start(DebianContainerd.V2)) {
            FileTime written = readUntilNow(file);
            ArchiveReport first = run(containerd);
            assertThat(first.error().orElseThrow()).contains("cut short");
            FileTime once = readUntilNow(file);
            assertThat(once).as("it was read").isGreaterThan(written);

            ArchiveReport second = run(containerd);

            assertThat(read(file)).isEqualTo(once);
            assertThat(second.state()).isEqualTo(ArchiveReport.State.FAILED);
            assertThat(second.error()).isEqualTo(first.error());
            assertThat(second.at()).isEqualTo(first.at());

            write(whole);
            new Preseed(new PreseedSettings(directory, List.of()), containerd::client, reports).run(new TestNode());
            assertThat(reports.report().archives().get(0).state()).isEqualTo(ArchiveReport.State.LOADED);
        }
    }

    @Test
    void whatMayComeIntoContainerdIsLookedForAgain() throws Exception {
        Layer absent = Layer.random("data", 2_000_000, 1);
        Path file = write(new OciLayout().image("registry.test/absent:1", Image.of(absent)).without(absent.blob()).tar());
        try (ConnectedContainerd containerd = ConnectedContainerd.start(DebianContainerd.V2)) {
            assertThat(run(containerd).error().orElseThrow()).contains("content not found");
            FileTime once = readUntilNow(file);

            run(containerd);

            assertThat(read(file)).isGreaterThan(once);
        }
    }
}
