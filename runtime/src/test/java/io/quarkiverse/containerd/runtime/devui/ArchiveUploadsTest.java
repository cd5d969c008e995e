package io.quarkiverse.containerd.runtime.devui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.containerd.runtime.disk.Disks;

class ArchiveUploadsTest {

    private static final long FREE = 1_000_000_000;
    private static final byte[] FIRST = { 1, 2, 3 };
    private static final byte[] SECOND = { 4, 5 };

    @TempDir
    Path parent;

    private Path directory;
    private ArchiveUploads uploads;

    @BeforeEach
    void makeUploads() {
        directory = parent.resolve("preseed");
        uploads = new ArchiveUploads(directory, new Disks(0, new Disks.Meter() {
            @Override
            public long free(Path of) {
                return FREE;
            }

            @Override
            public long size(Path of) {
                return FREE;
            }

            @Override
            public Object id(Path of) {
                return "disk";
            }
        }));
    }

    @Test
    void anArchiveAppearsWhenItIsComplete() throws IOException {
        String path = uploads.begin("k8s.io", "app.tar", 5);
        assertThat(path).isEqualTo("k8s.io/app.tar");
        uploads.add(path, 0, FIRST);
        uploads.add(path, 3, SECOND);
        assertThat(files()).allMatch(name -> name.startsWith("."));
        uploads.finish(path);
        assertThat(files()).containsExactly("app.tar");
        assertThat(directory.resolve(path)).hasBinaryContent(new byte[] { 1, 2, 3, 4, 5 });
    }

    @Test
    void anArchiveTakesThePlaceOfOneOfItsName() throws IOException {
        Files.createDirectories(directory.resolve("k8s.io"));
        Path before = Files.writeString(directory.resolve("k8s.io/app.tar"), "before");
        uploads.finish(uploads.begin("k8s.io", "app.tar", 0));
        assertThat(before).isEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({ "k8s.io, ''", "k8s.io, .app.tar", "k8s.io, ..", "k8s.io, a/app.tar", "k8s.io, ../app.tar", "k8s.io, 'a\0'",
            ".., app.tar", "'', app.tar", "a/b, app.tar", "/etc, app.tar" })
    void noNameLeadsElsewhere(String namespace, String name) {
        assertThatIOException().isThrownBy(() -> uploads.begin(namespace, name, 1)).withMessageContaining("name");
        assertThat(directory).doesNotExist();
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        assertThatIOException().isThrownBy(() -> uploads.begin("k8s.io", "ü".repeat(111), 1))
                .withMessageContaining("220 bytes");
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        assertThatIOException().isThrownBy(() -> uploads.begin("k8s.io", "app.tar", FREE))
                .withMessageContaining("quarkus.containerd.preseed.disk-reserve");
        assertThat(files()).isEmpty();
        // what is not written yet counts as well, until it has ended
        String first = uploads.begin("k8s.io", "first.tar", FREE / 2);
        assertThatIOException().isThrownBy(() -> uploads.begin("k8s.io", "second.tar", FREE / 2));
        uploads.add(first, 0, FIRST);
        uploads.cancel(first);
        uploads.begin("k8s.io", "second.tar", FREE / 2);
    }

    @Test
    void piecesOutOfPlaceEndTheUpload() throws IOException {
        for (long offset : List.of(1L, -1L)) {
            String path = uploads.begin("k8s.io", "app.tar", 5);
            assertThatIOException().isThrownBy(() -> uploads.add(path, offset, FIRST)).withMessageContaining("belongs");
            assertThatIOException().isThrownBy(() -> uploads.add(path, 0, FIRST)).withMessageContaining("Start it again");
        }
        String path = uploads.begin("k8s.io", "app.tar", 2);
        assertThatIOException().isThrownBy(() -> uploads.add(path, 0, FIRST)).withMessageContaining("belongs");
        assertThat(files()).isEmpty();
    }

    @Test
    void anIncompleteArchiveIsForgotten() throws IOException {
        String path = uploads.begin("k8s.io", "app.tar", 5);
        uploads.add(path, 0, FIRST);
        assertThatIOException().isThrownBy(() -> uploads.finish(path)).withMessageContaining("completely");
        assertThat(files()).isEmpty();
    }

    @Test
    void uploadsAreBounded() throws IOException {
        for (int i = 0; i < 4; i++) {
            uploads.begin("k8s.io", "app" + i + ".tar", 5);
        }
        assertThatIOException().isThrownBy(() -> uploads.begin("k8s.io", "app0.tar", 5)).withMessageContaining("under way");
        assertThatIOException().isThrownBy(() -> uploads.begin("k8s.io", "app4.tar", 5)).withMessageContaining("4 uploads");
        uploads.cancelAll();
        assertThat(files()).isEmpty();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("k8s.io"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
