package io.quarkiverse.containerd.deployment.pods;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.quarkiverse.containerd.testing.NetworkNamespace;

/**
 * The stdio of a container, or of a command in one, as {@code kubectl attach -i} and {@code exec -i} have it: a WebSocket of
 * containerd's streaming server, whose messages start with the number of a stream.
 */
final class Stdio implements AutoCloseable {

    private static final String PROTOCOL = "v4.channel.k8s.io";
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    /** The stream that tells how the command ended. */
    private static final int STATUS = 3;

    private final Relay relay;
    private final Output output = new Output();
    private final WebSocket socket;

    /** Connects to an address of the streaming server, which listens on the loopback of the network. */
    Stdio(NetworkNamespace network, URI address) throws IOException {
        relay = new Relay(network, address.getPort());
        socket = HTTP.newWebSocketBuilder().subprotocols(PROTOCOL)
                .buildAsync(URI.create("ws://localhost:" + relay.port() + address.getRawPath()), output).join();
    }

    /** Sends text to stdin. @return complete when the text is on its way; until then there must not be another */
    CompletableFuture<WebSocket> write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return socket.sendBinary(ByteBuffer.allocate(bytes.length + 1).put((byte) STDIN).put(bytes).flip(), true);
    }

    String stdout() {
        return output.text(STDOUT);
    }

    String stderr() {
        return output.text(STDERR);
    }

    /** How the command has ended, as Kubernetes' object {@code Status}; empty until then. */
    String status() {
        return output.text(STATUS);
    }

    /** Leaves; with that stdin ends, if it is that of a container. */
    void leave() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        relay.close();
    }

    private static final class Output implements WebSocket.Listener {

        private final ByteArrayOutputStream[] streams = new ByteArrayOutputStream[256];
        /** The stream of the message whose first part has come; null between messages. */
        private ByteArrayOutputStream stream;

        @Override
        public synchronized CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            if (stream == null && data.hasRemaining()) {
                stream = stream(data.get());
            }
            while (data.hasRemaining()) {
                stream.write(data.get());
            }
            if (last) {
                stream = null;
            }
            socket.request(1);
            return null;
        }

        synchronized String text(int number) {
            return stream(number).toString(StandardCharsets.UTF_8);
        }

        private ByteArrayOutputStream stream(int number) {
            if (streams[number] == null) {
                streams[number] = new ByteArrayOutputStream();
            }
            return streams[number];
        }
    }
}
