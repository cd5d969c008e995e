package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Those who listen on unix sockets. */
public final class UnixListeners {

    private UnixListeners() {
    }

    /**
     * Whether somebody listens on a unix socket. Does not wait for one that accepts nothing and whose queue is full, as of a
     * process that has been stopped.
     *
     * @return false, too, if this user may not open the socket
     */
    public static boolean isAt(Path socket) {
        try {
            connect(socket);
            return true;
        } catch (ConnectException refused) {
            return false;
        } catch (IOException e) {
            // a full queue is an answer, too; where nothing is, nothing can be written to
            return Files.isWritable(socket);
        }
    }

    /**
     * Connects to a unix socket, and closes the connection. The kernel answers for the listener, so that this does not wait;
     * the queue of one that accepts nothing fills.
     *
     * @throws ConnectException if nobody listens
     * @throws IOException if its queue is full, or this user may not open the socket
     */
    static void connect(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(socket));
        }
    }
}
