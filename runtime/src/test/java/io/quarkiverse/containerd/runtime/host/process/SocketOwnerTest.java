package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.ProcTable;

class SocketOwnerTest {

    private static final long SELF = ProcessHandle.current().pid();
    private static final long NOBODY = Integer.MAX_VALUE;

    @TempDir
    Path temp;

    private final ProcTable processes = new ProcTable();
    private final SocketOwner sockets = new SocketOwner(processes);

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
}
