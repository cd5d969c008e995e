package io.quarkiverse.containerd.runtime.host.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.apt.FileTrees;
import io.quarkiverse.containerd.runtime.host.HostException;

class LockFileTest {

    @TempDir
    Path directory;

    @Test
    void keepsOtherProcessesOutUntilItsOwnHasEnded() throws Exception {
        Process other = another();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");

            assertThatThrownBy(() -> lock().acquire()).isInstanceOf(InUseException.class)
                    .hasMessage(directory + " is in use by process " + other.pid() + " ("
                            + Path.of(System.getProperty("java.home"), "bin", "java")
                            + "). Stop that daemon, or give this one run, root and state directories, and other paths, of its own.");
        } finally {
            other.destroyForcibly().waitFor();
        }
        lock().acquire().close();
    }

    @Test
    void keepsOthersOutAlsoWhenTheDirectoryHasBeenRemoved() throws Exception {
        Process other = another();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");
            FileTrees.delete(directory);
            Files.createDirectories(directory);

            assertThatThrownBy(() -> lock().requireFree(LockFile.removed())).isInstanceOf(InUseException.class)
                    .hasMessageStartingWith(directory + " is in use by process " + other.pid() + " (");
        } finally {
            other.destroyForcibly().waitFor();
        }
        lock().acquire().close();
    }

    @Test
    @Tag("containerd")
    void takesNoFileOfAContainerForItsOwn() throws Exception {
        Process other = another("unshare", "--mount");
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");
            assertThatThrownBy(() -> lock().acquire()).isInstanceOf(InUseException.class);
            FileTrees.delete(directory);
            Files.createDirectories(directory);

            lock().requireFree(LockFile.removed());
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void knowsThatItsFileIsNoLongerThere() throws Exception {
        try (PathLock lock = lock().acquire()) {
            assertThat(lock.isInPlace()).isTrue();
            Path file = directory.resolve("daemon.lock");
            Files.move(file, directory.resolve("moved"));
            assertThat(lock.isInPlace()).isFalse();
            Files.createFile(file);
            assertThat(lock.isInPlace()).isFalse();
        }
    }

    @Test
    void isNotLostToASecondTryOfItsOwnProcess() throws Exception {
        try (PathLock lock = lock().acquire()) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> lock().acquire()).isInstanceOf(InUseException.class)
                    .hasMessageContaining("is in use by process " + ProcessHandle.current().pid());

            Process other = another();
            try {
                assertThat(other.inputReader().readLine()).contains("is in use by process " + ProcessHandle.current().pid());
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
        lock().acquire().close();
    }

    @Test
    void canBeHeldByNobodyElse() throws Exception {
        Path file = directory.resolve("daemon.lock");
        lock().acquire().close();
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        lock().acquire().close();
        assertThat(Files.getPosixFilePermissions(file)).as("that of an earlier release")
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void doesNotFollowALink() throws IOException {
        Path target = directory.resolve("target");
        Files.createSymbolicLink(directory.resolve("daemon.lock"), target);

        assertThatThrownBy(() -> lock().acquire()).isInstanceOf(HostException.class)
                .hasMessageStartingWith(directory + " cannot be locked by ");
        assertThat(target).doesNotExist();
    }

    @Test
    void saysWhyADirectoryCannotBeLocked() throws IOException {
        Files.createDirectory(directory.resolve("daemon.lock"));

        assertThatThrownBy(() -> lock().acquire()).isInstanceOf(HostException.class)
                .hasMessageStartingWith(directory + " cannot be locked by " + directory.resolve("daemon.lock") + ": ");
    }

    private LockFile lock() {
        return LockFile.ofDirectory(directory);
    }

    /** @param prefix what comes in front of the command */
    private Process another(String... prefix) throws IOException {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Another.class.getName(), directory.toString()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** A process that locks the directory and keeps it, or prints why it cannot. */
    static final class Another {

        public static void main(String... arguments) throws Exception {
            try (PathLock lock = LockFile.ofDirectory(Path.of(arguments[0])).acquire()) {
                System.out.println("locked");
                Thread.currentThread().join();
            } catch (InUseException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
