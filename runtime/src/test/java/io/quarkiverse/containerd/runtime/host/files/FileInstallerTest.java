package io.quarkiverse.containerd.runtime.host.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.render.files.RenderedFile;

class FileInstallerTest {

    @TempDir
    Path temp;

    private final FileInstaller installer = new FileInstaller();

    @Test
    void writesOnlyWhatDiffers() throws IOException {
        RenderedFile a = file("a", "one\n", "rw-r-----");
        RenderedFile b = file("b", "zwölf\n", "rw-------");
        assertThat(installer.install(List.of(a, b))).containsExactly(a.path(), b.path());
        assertThat(temp.resolve("a")).hasContent("one\n");
        assertThat(temp.resolve("b")).hasContent("zwölf\n");
        assertThat(mode("a")).isEqualTo("rw-r-----");
        Object identity = identity("a");

        assertThat(installer.install(List.of(a, b))).isEmpty();
        assertThat(identity("a")).isEqualTo(identity);

        assertThat(installer.install(List.of(file("a", "two\n", "rw-r-----"), b))).containsExactly(a.path());
        assertThat(temp.resolve("a")).hasContent("two\n");
        assertThat(identity("a")).as("replaced, not overwritten").isNotEqualTo(identity);
        assertThat(names()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void repairsAModeWithoutWritingTheFileAgain() throws IOException {
        RenderedFile a = file("a", "one\n", "rw-r--r--");
        installer.install(List.of(a));
        Object identity = identity("a");
        Files.setPosixFilePermissions(a.path(), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(installer.install(List.of(a))).containsExactly(a.path());
        assertThat(mode("a")).isEqualTo("rw-r--r--");
        assertThat(identity("a")).isEqualTo(identity);
    }

    @Test
    void replacesALinkInsteadOfWritingThroughIt() throws IOException {
        Files.writeString(temp.resolve("target"), "one\n");
        Files.createSymbolicLink(temp.resolve("a"), temp.resolve("target"));
        assertThat(installer.install(List.of(file("a", "one\n", "rw-------")))).hasSize(1);
        assertThat(Files.isRegularFile(temp.resolve("a"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void replacesWhatIsTooLargeToBeRead() throws IOException {
        try (FileChannel large = FileChannel.open(temp.resolve("a"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            large.write(ByteBuffer.wrap(new byte[1]), 1L << 33);
        }
        assertThat(installer.install(List.of(file("a", "one\n", "rw-------")))).hasSize(1);
        assertThat(temp.resolve("a")).hasContent("one\n");
    }

    @Test
    void namesTheFileAndTheRemedy() {
        assertThatThrownBy(() -> installer.install(List.of(file("missing/a", "", "rw-------"))))
                .isInstanceOf(HostException.class)
                .hasMessage("File " + temp.resolve("missing/a") + " cannot be written: no such file or directory."
                        + " Make its directory writable for this user, or configure another path.");
    }

    @Test
    void leavesNothingBehindWhenTheFileCannotBeReplaced() throws IOException {
        Files.createDirectories(temp.resolve("a/b"));
        assertThatThrownBy(() -> installer.install(List.of(file("a", "", "rw-------")))).isInstanceOf(HostException.class);
        assertThat(names()).containsExactly("a");
    }

    @Test
    void writesAPrivateFileWithoutFollowingALinkInItsPlace() throws IOException {
        Files.writeString(temp.resolve("target"), "somebody's");
        Files.createSymbolicLink(temp.resolve("a"), temp.resolve("target"));

        FileInstaller.writePrivate(temp.resolve("a"), out -> out.write('x'));

        assertThat(temp.resolve("target")).hasContent("somebody's");
        assertThat(temp.resolve("a")).isRegularFile().hasContent("x");
        assertThat(mode("a")).isEqualTo("rw-------");
        assertThat(names()).containsExactlyInAnyOrder("a", "target");
    }

    @Test
    void whatAKilledDaemonHasLeftIsRemoved() throws IOException {
        Files.writeString(temp.resolve(".a.123.tmp"), "half");
        Files.writeString(temp.resolve(".b.123.tmp"), "of another file");
        Files.writeString(temp.resolve(".a.swp"), "of an editor");
        Files.writeString(temp.resolve("a"), "x");

        FileInstaller.removeUnfinished(temp.resolve("a"));

        assertThat(names()).containsExactlyInAnyOrder("a", ".b.123.tmp", ".a.swp");
    }

    @Test
    void leavesTheFileWhenItsContentCannotBeWritten() throws IOException {
        Files.writeString(temp.resolve("a"), "old");
        assertThatThrownBy(() -> FileInstaller.writePrivate(temp.resolve("a"), out -> {
            out.write('x');
            throw new IOException("no");
        })).hasMessage("no");
        assertThat(temp.resolve("a")).hasContent("old");
        assertThat(names()).containsExactly("a");
    }

    private RenderedFile file(String name, String content, String mode) {
        return new RenderedFile(temp.resolve(name), content, PosixFilePermissions.fromString(mode));
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve(name)));
    }

    private Object identity(String name) throws IOException {
        return Files.getAttribute(temp.resolve(name), "unix:ino");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(temp)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
