package io.quarkiverse.containerd.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.files.FileLocks;
import io.quarkiverse.containerd.runtime.host.process.SocketOwner;

class ProcTableTest {

    private static final long SELF = ProcessHandle.current().pid();
    private static final long NOBODY = Integer.MAX_VALUE;

    @TempDir
    Path temp;

    private final ProcTable processes = new ProcTable();
    private final SocketOwner sockets = new SocketOwner(processes);
    private final FileLocks locks = new FileLocks(processes);

    @Test
    void readsStateAndStartTimeBehindAnyName() {
        String rest = " 1 1 1 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 2322432 200 18446744073709551615 1 1 0 0";
        assertThat(ProcTable.parseStat("7 (sh) S" + rest)).contains(new ProcTable.Stat('S', 4711));
        assertThat(ProcTable.parseStat("7 (a) Z 99 (b) Z" + rest).orElseThrow().alive()).isFalse();
        assertThat(ProcTable.parseStat("7 (sh) S 1 2")).isEmpty();
        assertThat(ProcTable.parseStat("")).isEmpty();
    }

    @Test
    void knowsThisProcess() throws IOException {
        assertThat(processes.stat(SELF).orElseThrow().alive()).isTrue();
        assertThat(processes.commandLine(SELF)).first().asString().endsWith("java");
        assertThat(processes.pids()).contains(SELF).doesNotContain(NOBODY);
        assertThat(processes.bootId()).hasSize(36);
    }

    @Test
    void knowsNobody() {
        assertThat(processes.stat(NOBODY)).isEmpty();
        assertThat(processes.commandLine(NOBODY)).isEmpty();
        assertThatThrownBy(() -> processes.openFiles(NOBODY)).isInstanceOf(IOException.class);
    }

    @Test
    void findsWhoListensOnASocket() throws IOException {
        Path path = temp.resolve("a socket");
        assertThat(sockets.listens(SELF, path)).isFalse();
        assertThat(sockets.listens(NOBODY, path)).as("it has ended").isFalse();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            assertThat(sockets.listens(SELF, path)).isTrue();
            assertThat(sockets.find(path)).hasValue(SELF);
            assertThat(sockets.listens(SELF, temp.resolve("a"))).isFalse();
            assertThat(sockets.listens(ProcessHandle.current().parent().orElseThrow().pid(), path)).isFalse();
        }
        assertThat(path).exists();
        assertThat(sockets.listens(SELF, path)).as("only its file is left").isFalse();
        assertThat(sockets.find(path)).isEmpty();
    }

    @Test
    void doesNotTakeAConnectionForAListeningSocket() throws IOException {
        Path path = temp.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path));
                SocketChannel accepted = server.accept()) {
            server.close();
            assertThat(processes.unixSockets(SELF)).anyMatch(line -> line.endsWith(path.toString()));
            assertThat(sockets.listens(SELF, path)).isFalse();
        }
    }

    @Test
    void readsTheTableOfSockets() {
        List<String> table = List.of("Num       RefCount Protocol Flags    Type St Inode Path",
                "00000000436527df: 00000002 00000000 00010000 0001 01 48269 /run/c.sock.ttrpc",
                "0000000071d7fdd4: 00000002 00000000 00010000 0001 01 48270 /run/c.sock",
                "0000000071d7fdd5: 00000003 00000000 00000000 0001 03 48271 /run/c.sock",
                "0000000071d7fdd6: 00000002 00000000 00000000 0002 01  9",
                "0000000071d7fdd7: 00000002 00000000 00010000 0001 01 48272 @/run/c.sock");
        assertThat(SocketOwner.listening(table, "/run/c.sock")).containsExactly("48270");
    }

    @Test
    void findsWhoHasLockedAFile() throws IOException {
        Path file = temp.resolve("db");
        assertThat(locks.holder(file, NOBODY)).isEmpty();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(locks.holder(file, NOBODY)).as("open, but not locked").isEmpty();
            channel.lock();
            assertThat(locks.holder(file, NOBODY)).hasValue(SELF);
            assertThat(locks.holder(file, SELF)).as("the process that waits").isEmpty();
            Files.createSymbolicLink(temp.resolve("link"), file);
            assertThat(locks.holder(temp.resolve("link"), NOBODY)).hasValue(SELF);
        }
        assertThat(locks.holder(file, NOBODY)).isEmpty();
    }

    @Test
    void readsTheTableOfLocks() {
        List<String> table = List.of("1: FLOCK  ADVISORY  WRITE 11732 fe:00:2156766 0 EOF",
                "1: -> FLOCK  ADVISORY  WRITE 11742 fe:00:2156766 0 EOF",
                "2: FLOCK  ADVISORY  WRITE 11682 fe:00:12156766 0 EOF",
                "3: POSIX  ADVISORY  READ 55 fe:00:2156766 0 0");
        assertThat(FileLocks.holders(table, 2156766)).containsExactly(11732L, 55L);
    }
}
