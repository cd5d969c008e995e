package io.quarkiverse.containerd.runtime.host.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.HostException;
import io.smallrye.common.process.ProcessUtil;

@Timeout(120)
class FifoTest {

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw--w--w-");

    @TempDir
    Path temp;

    @Test
    void makesAFifoWithItsMode() throws IOException {
        Fifo fifo = fifo();
        assertThat(fifo.identity()).isEmpty();
        assertThat(fifo.ensure()).isEqualTo(Fifo.Outcome.CREATED);
        assertThat(fifo.identity()).isPresent();
        assertThat(Files.getPosixFilePermissions(fifo.path())).isEqualTo(MODE);
        assertThat(names()).containsExactly("fifo");
    }

    @Test
    void keepsAFifoAndRepairsItsMode() throws IOException {
        Fifo fifo = fifo();
        fifo.ensure();
        Object identity = fifo.identity();
        Files.setPosixFilePermissions(fifo.path(), PosixFilePermissions.fromString("rw-------"));
        assertThat(fifo.ensure()).isEqualTo(Fifo.Outcome.KEPT);
        assertThat(fifo.identity()).isEqualTo(identity);
        assertThat(Files.getPosixFilePermissions(fifo.path())).isEqualTo(MODE);
    }

    @Test
    void replacesARegularFile() throws IOException {
        Files.writeString(temp.resolve("fifo"), "I was written by runsc\n");
        assertThatThrownBy(() -> fifo().open()).isInstanceOf(HostException.class).hasMessageContaining("is not a FIFO");
        assertThat(fifo().ensure()).isEqualTo(Fifo.Outcome.REPLACED);
        assertThat(fifo().identity()).isPresent();
        assertThat(names()).containsExactly("fifo");
    }

    @Test
    void leavesAnythingElseAlone() throws IOException {
        Files.createDirectory(temp.resolve("fifo"));
        assertThatThrownBy(() -> fifo().ensure()).isInstanceOf(HostException.class)
                .hasMessage(temp.resolve("fifo") + " exists and is neither a FIFO nor a regular file."
                        + " Move it away, or configure another path.");
        Files.delete(temp.resolve("fifo"));

        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(temp.resolve("fifo")));
            assertThatThrownBy(() -> fifo().ensure()).isInstanceOf(HostException.class);
        }
        Files.delete(temp.resolve("fifo"));

        Files.writeString(temp.resolve("target"), "");
        Files.createSymbolicLink(temp.resolve("fifo"), temp.resolve("target"));
        assertThatThrownBy(() -> fifo().ensure()).isInstanceOf(HostException.class);
    }

    @Test
    void saysWhatToInstallWhenNothingCanMakeIt() {
        Fifo fifo = new Fifo(temp.resolve("fifo"), MODE, List.of(temp));
        assertThatThrownBy(fifo::ensure).isInstanceOf(HostException.class)
                .hasMessage("FIFO " + fifo.path() + " cannot be created: there is neither mkfifo nor busybox in [" + temp
                        + "]. Install coreutils, or create the FIFO by hand.");
    }

    @Test
    void makesItWithBusyboxToo() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("bin"));
        Path mkfifo = ProcessUtil.pathOfCommand(Path.of("mkfifo")).orElseThrow();
        Path busybox = Files.writeString(directory.resolve("busybox"),
                "#!/bin/sh\n[ \"$1\" = mkfifo ] || exit 9\nshift\nexec " + mkfifo + " \"$@\"\n");
        Files.setPosixFilePermissions(busybox, PosixFilePermissions.fromString("rwx------"));
        Fifo fifo = new Fifo(temp.resolve("fifo"), MODE, List.of(directory));
        assertThat(fifo.ensure()).isEqualTo(Fifo.Outcome.CREATED);
        assertThat(fifo.identity()).isPresent();
    }

    @Test
    void saysWhyMkfifoFailed() {
        Fifo fifo = new Fifo(temp.resolve("missing/fifo"), MODE);
        assertThatThrownBy(fifo::ensure).isInstanceOf(HostException.class)
                .hasMessageStartingWith("FIFO " + fifo.path() + " cannot be created: ")
                .hasMessageContaining("mkfifo failed with exit code 1")
                .hasMessageEndingWith("Make its directory writable for this user, or configure another path.");
    }

    @Test
    void opensWithoutAWriterAndOutlivesEveryWriter() throws IOException {
        Fifo fifo = fifo();
        fifo.ensure();
        try (FileChannel channel = fifo.open()) {
            for (String text : List.of("one", "two")) {
                Files.writeString(fifo.path(), text, java.nio.file.StandardOpenOption.WRITE);
                ByteBuffer buffer = ByteBuffer.allocate(10);
                channel.read(buffer);
                assertThat(new String(buffer.array(), 0, buffer.position())).isEqualTo(text);
            }
        }
    }

    private Fifo fifo() {
        return new Fifo(temp.resolve("fifo"), MODE);
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(temp)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
