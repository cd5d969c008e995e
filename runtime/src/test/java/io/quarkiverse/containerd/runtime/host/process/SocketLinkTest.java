package io.quarkiverse.containerd.runtime.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.containerd.runtime.host.HostException;

class SocketLinkTest {

    @TempDir
    Path directory;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private Path socket;
    private Path link;
    private SocketLink made;

    @BeforeEach
    void names() {
        socket = directory.resolve("c.sock.early");
        link = directory.resolve("c.sock");
        made = new SocketLink(socket, link);
    }

    @AfterEach
    void close() throws IOException {
        for (ServerSocketChannel listener : listeners) {
            listener.close();
        }
    }

    private ServerSocketChannel listen(Path path) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listeners.add(listener);
        return listener.bind(UnixDomainSocketAddress.of(path));
    }

    private void connect() throws IOException {
        SocketChannel.open(UnixDomainSocketAddress.of(link)).close();
    }

    @Test
    void leadsToTheListener() throws IOException {
        listen(socket);
        assertThat(made.ensure()).isTrue();
        connect();
        assertThat(made.ensure()).as("it is there already").isFalse();

        Files.delete(link);
        assertThat(made.ensure()).isTrue();
        connect();
    }

    @Test
    void leadsToNobodyWhenTheListenerHasEndedAndToTheNextOneWhenItIsMadeAgain() throws IOException {
        ServerSocketChannel first = listen(socket);
        made.ensure();
        first.close();
        listen(socket);
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);

        assertThat(made.ensure()).isTrue();
        connect();
    }

    @Test
    void takesThePlaceOfASocketWithoutAListener() throws IOException {
        listen(link).close();
        listen(socket);
        assertThat(made.ensure()).isTrue();
        connect();
    }

    @Test
    void doesNotTakeThePlaceOfSomebodyElsesSocket() throws IOException {
        listen(socket);
        listen(link);
        assertThatThrownBy(made::ensure).isInstanceOf(HostException.class)
                .hasMessage("Process " + ProcessHandle.current().pid() + " listens on " + link
                        + ". Stop that process, or set quarkus.containerd.grpc.address to another path.");
    }

    @Test
    void doesNotTakeThePlaceOfAnythingElse() throws IOException {
        listen(socket);
        Files.writeString(link, "mine");
        assertThatThrownBy(made::ensure).isInstanceOf(HostException.class)
                .hasMessage(link + " is not a socket. Move it away.");
        assertThat(link).hasContent("mine");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("elsewhere"));
        assertThatThrownBy(made::ensure).isInstanceOf(HostException.class).hasMessageContaining("is not a socket");
    }

    @Test
    void isNotMadeOfNothing() {
        assertThatThrownBy(made::ensure).isInstanceOf(HostException.class)
                .hasMessageStartingWith("The socket " + link + " cannot be made: ");
        assertThat(link).doesNotExist();
    }
}
