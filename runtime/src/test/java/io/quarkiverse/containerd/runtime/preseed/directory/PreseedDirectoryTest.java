package io.quarkiverse.containerd.runtime.preseed.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.containerd.runtime.host.files.Fifo;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;
import io.quarkiverse.containerd.runtime.text.VisibleText;

class PreseedDirectoryTest {

    private static final FileTime MODIFIED = FileTime.from(Instant.ofEpochSecond(1_000_000_000));

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
    void theBytesOfAllItsFilesCount() throws IOException {
        assertThat(PreseedDirectory.hasBytes(temp.resolve("none"), 1)).isFalse();
        write(temp.resolve("k8s.io/a.tar"), "12345");
        write(temp.resolve("k8s.io/layout/blobs/b"), "67890");

        assertThat(PreseedDirectory.hasBytes(temp, 10)).isTrue();
        assertThat(PreseedDirectory.hasBytes(temp, 11)).isFalse();
    }

    @Test
    void namesThatCouldForgeAnEntryOfTheLogAreEncoded() throws Exception {
        for (String name : List.of("a\n2026 ERROR forged.tar", "b\u001b[31m.tar", "c\u202ed.tar")) {
            write(temp.resolve("k8s.io").resolve(name), "");
        }
        assertThat(scan("k8s.io/a\n2026 ERROR forged.tar").archives()).allSatisfy(archive -> {
            assertThat(archive.path()).isEqualTo(VisibleText.line(archive.path())).contains("%");
            assertThat(archive.problem()).isEmpty();
            assertThat(archive.required()).isEqualTo(archive.path().startsWith("k8s.io/a"));
        }).hasSize(3).extracting(PreseedArchive::path).contains("k8s.io/a%0A2026%20ERROR%20forged.tar");
    }

    @Test
    void ofTooManyFilesThoseThatMatterMostAndTheFirstAreKept() throws Exception {
        for (String name : List.of("top", "a/1.tar", "a/2.tar", "a/3.tar", "a/.hidden", "b/1.tar", "b/2.tar", "b/3.images",
                "c/1.tar", "c/9.tar")) {
            write(temp.resolve(name), "");
        }
        List<String> globs = List.of("b/2.*", "c/9.tar");

        DirectoryScan scan = new PreseedDirectory(new PreseedSettings(temp, globs), 5).scan();

        assertThat(scan.ignored()).hasSize(1);
        assertThat(scan.lists()).extracting(ImageList::path).containsExactly("b/3.images");
        String problem = "it is beyond the 5 files that the preseed directory may have (a fixed limit)%s: remove what is no"
                + " archive";
        assertThat(scan.archives()).extracting(PreseedArchive::path, PreseedArchive::required, PreseedArchive::problem)
                .containsExactly(tuple("a/1.tar", false, ""), tuple("b/2.tar", true, ""), tuple("c/9.tar", true, ""),
                        tuple("a/2.tar", false, problem.formatted(", and so is 1 other of its directory")),
                        tuple("b/1.tar", false, problem.formatted("")), tuple("c/1.tar", false, problem.formatted("")));

        assertThat(new PreseedDirectory(new PreseedSettings(temp, List.of("**", "c/9.tar")), 4).scan().archives())
                .extracting(PreseedArchive::path, PreseedArchive::required, archive -> archive.problem().isEmpty())
                .containsExactly(tuple("a/1.tar", true, true), tuple("a/2.tar", true, true), tuple("c/9.tar", true, true),
                        tuple("a/3.tar", true, false), tuple("b/1.tar", true, false), tuple("c/1.tar", true, false));
    }

    @Test
    void tooManyFilesAtTheTopAreRefused() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            write(temp.resolve(name), "");
        }
        PreseedDirectory directory = new PreseedDirectory(new PreseedSettings(temp, List.of("**")), 2);
        assertThatThrownBy(directory::scan).hasMessage(temp + ": the preseed directory has more than 2 files and directories of"
                + " namespaces (a fixed limit): remove what is no such directory");
    }

    @Test
    void theNumberOfListedImagesIsBounded() throws Exception {
        String half = IntStream.range(0, ImageList.MOST_IMAGES / 2).mapToObj(i -> "registry.test/image:" + i + "\n")
                .collect(Collectors.joining());
        for (String name : List.of("1", "2")) {
            write(temp.resolve("k8s.io/" + name + ".images"), half);
        }
        assertThat(scan().lists()).extracting(ImageList::problem).containsOnly(Optional.empty());

        write(temp.resolve("k8s.io/3.images"), "registry.test/image:1");

        assertThat(scan().lists()).extracting(ImageList::problem).containsExactly(Optional.empty(), Optional.empty(),
                Optional.of("cannot be read: with it, the image lists have more than 10000 images (a fixed limit)"));
    }

    @Test
    void whatIsNoRegularFileIsRefused() throws Exception {
        Path namespace = Files.createDirectory(temp.resolve("k8s.io"));
        new Fifo(namespace.resolve("fifo.tar"), PosixFilePermissions.fromString("rw-------")).ensure();
        Files.createSymbolicLink(namespace.resolve("zero.tar"), Path.of("/dev/zero"));
        assertThat(scan().archives()).extracting(PreseedArchive::problem)
                .containsExactly("it is not a regular file", "it is not a regular file");
    }

    private PreseedArchive onlyArchive() throws IOException {
        List<PreseedArchive> archives = scan().archives();
        assertThat(archives).hasSize(1);
        return archives.get(0);
    }

    private Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.setLastModifiedTime(Files.writeString(file, text), MODIFIED);
    }

    /** A change of an archive that leaves its size and its modification time as they were. */
    private interface Change {
        void make() throws IOException;
    }

    private void assertSeen(Change change) throws IOException {
        PreseedArchive before = onlyArchive();
        assertThat(onlyArchive()).as("without a change").isEqualTo(before);
        assertThat(PreseedDirectory.hasChanged(before)).isFalse();

        // the times of files stand still for a few milliseconds
        await().until(() -> {
            change.make();
            return !onlyArchive().stamp().equals(before.stamp());
        });

        assertThat(PreseedDirectory.hasChanged(before)).isTrue();
        assertThat(onlyArchive().size()).isEqualTo(before.size());
    }

    @Test
    void anArchiveThatIsReplacedByOneOfTheSameSizeAndTimeIsSeen() throws Exception {
        Path archive = write(temp.resolve("k8s.io/a.tar"), "one");
        assertThat(onlyArchive().size()).isEqualTo(3);
        assertSeen(() -> Files.move(write(temp.resolve("k8s.io/.b"), "two"), archive, StandardCopyOption.REPLACE_EXISTING));
        assertSeen(() -> write(archive, "two"));
    }

    @Test
    void aLinkThatLeadsElsewhereIsSeen() throws Exception {
        Path link = temp.resolve("k8s.io/a.tar");
        Path one = write(temp.resolve(".archives/one"), "one");
        Path two = write(temp.resolve(".archives/two"), "two");
        Path three = write(temp.resolve(".more/three"), "six");
        Path hop = Files.createSymbolicLink(temp.resolve(".archives/hop"), two);
        Files.createDirectory(link.getParent());
        Files.createSymbolicLink(link, one);
        assertSeen(() -> {
            Files.delete(link);
            Files.createSymbolicLink(link, hop);
        });
        assertSeen(() -> {
            Files.delete(hop);
            Files.createSymbolicLink(hop, one);
        });
        assertSeen(() -> {
            Files.delete(hop);
            Files.createSymbolicLink(hop, three);
        });
        Files.delete(three);
        assertThat(onlyArchive().stamp()).isEmpty();
    }

    @Test
    void aLayoutDirectoryIsSeenToChangeWithAnyOfItsFiles() throws Exception {
        Path layout = temp.resolve("k8s.io/layout");
        for (String name : List.of("oci-layout", "index.json", "blobs/sha256/abc", "blobs/sha256/def")) {
            write(layout.resolve(name), name);
        }
        for (String name : List.of("oci-layout", "index.json", "blobs/sha256/abc")) {
            String same = "x".repeat(name.length());
            assertSeen(() -> write(layout.resolve(name), same));
            assertSeen(() -> Files.move(write(temp.resolve(".other"), name), layout.resolve(name),
                    StandardCopyOption.REPLACE_EXISTING));
        }
        Path abc = layout.resolve("blobs/sha256/abc");
        assertSeen(() -> {
            Path aside = Files.move(abc, temp.resolve(".aside"));
            Files.move(layout.resolve("blobs/sha256/def"), abc);
            Files.move(aside, layout.resolve("blobs/sha256/def"));
        });
        assertSeen(() -> Files.move(abc, Files.createTempFile(layout.resolve("blobs/sha256"), "g", ""),
                StandardCopyOption.REPLACE_EXISTING));
    }

    @Test
    void saysWhereLinksLeadThatLeadNowhere() throws Exception {
        Files.createDirectories(temp.resolve("k8s.io/layout"));
        for (String name : List.of("moby", "k8s.io/b.images", "k8s.io/layout/oci-layout")) {
            Files.createSymbolicLink(temp.resolve(name), temp.resolve("gone"));
        }
        String leads = "is a symbolic link to " + temp.resolve("gone") + ", which does not exist";
        assertThat(scan().ignored()).extracting(DirectoryScan.Ignored::sentence).satisfiesExactly(
                layout -> assertThat(layout).endsWith("with the file oci-layout, which " + leads),
                namespace -> assertThat(namespace).isEqualTo(temp.resolve("moby") + " is ignored: it " + leads));
        assertThat(scan().lists().get(0).problem()).contains("cannot be read: it " + leads);
    }

    private DirectoryScan scan(String... required) throws IOException {
        return new PreseedDirectory(new PreseedSettings(temp, List.of(required))).scan();
    }

    @Test
    void aRequiredArchiveIsFoundHoweverItsPathIsSpelled() throws Exception {
        write(temp.resolve("k8s.io/pause.tar"), "pause");
        write(temp.resolve("k8s.io/[1].tar"), "one");
        for (String glob : List.of("k8s.io/pause.tar", "./k8s.io/pause.tar", "k8s.io//pause.tar", "k8s.io/./pause.tar",
                ".//k8s.io/pause.tar/", temp + "/k8s.io/pause.tar", temp + "//./k8s.io/p*.tar", "k8s.io/pause\\.tar",
                "./k8s.io//{pause,other}.tar")) {
            RequiredArchives required = new RequiredArchives(temp, List.of(glob));
            assertThat(scan(glob).archives()).as(glob).satisfiesExactly(
                    one -> assertThat(one.required()).isFalse(),
                    pause -> {
                        assertThat(pause.required()).isTrue();
                        assertThat(pause.problem()).isEmpty();
                        assertThat(required.isNamed(pause)).isEqualTo(!glob.contains("*") && !glob.contains("{"));
                    });
            assertThat(new ArchiveGlobs(temp, List.of(glob)).contains(Path.of("k8s.io/pause.tar"))).isTrue();
        }
        assertThat(scan("k8s.io/\\[1\\].tar").archives()).filteredOn(PreseedArchive::required)
                .extracting(PreseedArchive::path).containsExactly("k8s.io/[1].tar");
        for (String glob : List.of("../k8s.io/pause.tar", "/k8s.io/pause.tar", temp + "/../pause.tar", "k8s.io/../a/b.tar")) {
            assertThatThrownBy(() -> scan(glob)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("leads out of the preseed directory " + temp);
        }
    }

    @ParameterizedTest
    @CsvSource({ "k8s.io/absent.tar,does not exist", "./k8s.io//absent.tar,does not exist", "pause.tar,/k8s.io/pause.tar is",
            "k8s.io,is not in the directory of a namespace", "k8s.io/deep/a.tar,is not in the directory of a namespace",
            "k8s.io/deep,is a directory without the file oci-layout", "k8s.io/a.images,is an image list",
            "k8s.io/.hidden.tar,starts with a dot", ".k8s.io/a.tar,starts with a dot" })
    void saysWhyARequiredArchiveIsNone(String literal, String reason) throws Exception {
        for (String name : List.of("k8s.io/a.images", "k8s.io/.hidden.tar", "pause.tar", "k8s.io/deep/a.tar",
                ".k8s.io/a.tar")) {
            write(temp.resolve(name), "");
        }
        assertThat(scan(literal, literal).archives()).singleElement().satisfies(absent -> {
            assertThat(absent.required()).isTrue();
            assertThat(absent.problem()).contains("is required, but " + absent.file() + " ", reason);
            assertThat(new RequiredArchives(temp, List.of(literal)).isNamed(absent)).isTrue();
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
