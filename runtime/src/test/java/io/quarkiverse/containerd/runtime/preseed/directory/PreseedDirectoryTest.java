package io.quarkiverse.containerd.runtime.preseed.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;

class PreseedDirectoryTest {

    @TempDir
    Path temp;

    private Path bytes(String encoded) {
        return Path.of(URI.create(temp.toUri() + encoded));
    }

    private DirectoryScan scan() throws IOException {
        return new PreseedDirectory(new PreseedSettings(temp, List.of("**"))).scan();
    }

    @Test
    void namesThatCannotBeDecodedAreToldApartAndRefused() throws Exception {
        Files.createDirectory(temp.resolve("k8s.io"));
        Files.createDirectory(bytes("b%E9"));
        for (String name : List.of("k8s.io/a%E8.tar", "k8s.io/a%E9.tar", "k8s.io/a%20b.tar", "b%E9/c.tar")) {
            Files.writeString(bytes(name), name);
        }

        DirectoryScan scan = scan();

        assertThat(scan.archives()).extracting(PreseedArchive::path)
                .containsExactlyInAnyOrder("b%E9/c.tar", "k8s.io/a b.tar", "k8s.io/a%E8.tar", "k8s.io/a%E9.tar");
        assertThat(scan.archives()).extracting(PreseedArchive::file).doesNotHaveDuplicates();
        assertThat(scan.archives()).allSatisfy(archive -> {
            switch (archive.path()) {
                case "k8s.io/a b.tar" -> assertThat(archive.problem()).isEmpty();
                case "b%E9/c.tar" -> assertThat(archive.problem()).contains("containerd namespace");
                default -> assertThat(archive.problem()).contains("no characters in", "rename it");
            }
        });
    }

    @Test
    void aListWhoseNameCannotBeDecodedIsRead() throws Exception {
        Files.createDirectory(temp.resolve("k8s.io"));
        Files.writeString(bytes("k8s.io/a%E9.images"), "registry.test/a:1");

        assertThat(scan().lists()).singleElement().satisfies(list -> {
            assertThat(list.path()).isEqualTo("k8s.io/a%E9.images");
            assertThat(list.images()).extracting(ImageList.Entry::reference).containsExactly("registry.test/a:1");
        });
    }
}
