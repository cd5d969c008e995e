package io.quarkiverse.containerd.runtime.host.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.HostException;

class DirectoriesTest {

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwxr-x--x");

    @TempDir
    Path temp;

    private final Directories directories = new Directories(true);

    @Test
    void makesADirectoryWithItsModeWhateverTheUmask() throws IOException {
        assertThat(directories.ensure(temp.resolve("a/b"), MODE)).isTrue();
        assertThat(mode("a/b")).isEqualTo("rwxr-x--x");
        assertThat(mode("a")).isEqualTo("rwxr-xr-x");
    }

    @Test
    void leavesARightDirectoryAndRepairsAWrongMode() throws IOException {
        directories.ensure(temp.resolve("a"), MODE);
        assertThat(directories.ensure(temp.resolve("a"), MODE)).isFalse();

        Files.setPosixFilePermissions(temp.resolve("a"), PosixFilePermissions.fromString("rwx------"));
        assertThat(directories.ensure(temp.resolve("a"), MODE)).isTrue();
        assertThat(mode("a")).isEqualTo("rwxr-x--x");
    }

    @Test
    void takesNobodysFilesAway() throws IOException {
        Path directory = Files.createDirectories(temp.resolve("var/lost+found")).getParent();
        assertThat(directories.ensure(directory, MODE)).as("a file system of its own").isTrue();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(directory.resolve("lib"));
        assertThatThrownBy(() -> directories.ensure(directory, MODE)).isInstanceOf(HostException.class)
                .hasMessage(
                        directory + " has files of others, who might not reach them any more with the mode 0751 that it is to"
                                + " have. Configure a directory that is for nothing else.");
        assertThat(mode("var")).isEqualTo("rwxr-xr-x");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        assertThat(directories.ensure(directory, MODE)).as("nothing is lost").isTrue();

        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        Files.createDirectory(directory.resolve("io.containerd.metadata.v1.bolt"));
        assertThat(directories.ensure(directory, MODE)).as("containerd's").isTrue();
    }

    @Test
    void repairsADirectoryThatIsInOneOfOurs() throws IOException {
        Files.createFile(temp.resolve("daemon.lock"));
        Files.createDirectories(temp.resolve("tmp/anything"));
        assertThat(directories.ensure(temp.resolve("tmp"), MODE)).isTrue();
    }

    @Test
    void takesALinkToADirectoryForThatDirectory() throws IOException {
        Files.createDirectory(temp.resolve("real"));
        Files.createSymbolicLink(temp.resolve("link"), temp.resolve("real"));
        directories.ensure(temp.resolve("link"), MODE);
        assertThat(mode("real")).isEqualTo("rwxr-x--x");
    }

    @Test
    void namesThePathAndTheRemedyWhenSomethingElseIsThere() throws IOException {
        Files.createFile(temp.resolve("a"));
        assertThatThrownBy(() -> directories.ensure(temp.resolve("a"), MODE)).isInstanceOf(HostException.class)
                .hasMessage(temp.resolve("a") + " exists and is not a directory. "
                        + "Move it away, or configure another directory.");
        assertThatThrownBy(() -> directories.ensure(temp.resolve("a/b"), MODE)).isInstanceOf(HostException.class)
                .hasMessageContaining(temp.resolve("a") + " exists and is not a directory");
    }

    @Test
    void namesThePathAndTheRemedyWhenTheDirectoryCannotBeMade() {
        assertThatThrownBy(() -> directories.ensure(Path.of("/proc/nowhere"), MODE)).isInstanceOf(HostException.class)
                .hasMessageStartingWith("Directory /proc/nowhere cannot be created: ")
                .hasMessageEndingWith(". Create it for this user, or configure another directory.");
    }

    @Test
    void refusesADirectoryThatSomebodyElseCouldChangeAndLeavesItAsItIs() throws IOException {
        Path open = Files.createDirectory(temp.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> directories.ensure(open, MODE)).isInstanceOf(HostException.class)
                .hasMessage("Directory " + open + " is not safe: " + open + " can be written by everybody; take that away"
                        + " (chmod go-w " + open + "), or configure another directory.");
        assertThat(mode("open")).isEqualTo("rwxrwxrwx");
        assertThat(new Directories(false).ensure(open, MODE)).as("that of a build").isTrue();
    }

    @Test
    void theDirectoryOfAFileIsMadeOrLeftAsItIsAndRefusedIfSomebodyElseCouldChangeIt() throws IOException {
        directories.ensureParent(temp.resolve("a/file"), MODE);
        assertThat(mode("a")).isEqualTo("rwxr-x--x");
        Files.setPosixFilePermissions(temp.resolve("a"), PosixFilePermissions.fromString("rwx------"));
        directories.ensureParent(temp.resolve("a/file"), MODE);
        assertThat(mode("a")).isEqualTo("rwx------");

        Files.setPosixFilePermissions(temp.resolve("a"), PosixFilePermissions.fromString("rwx----w-"));
        assertThatThrownBy(() -> directories.ensureParent(temp.resolve("a/file"), MODE)).isInstanceOf(HostException.class)
                .hasMessageContaining("is not safe");
        new Directories(false).ensureParent(temp.resolve("a/file"), MODE);
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve(name)));
    }
}
