package io.quarkiverse.containerd.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The control socket of a daemon, as curl would use it. */
final class Control {

    private final Path socket;

    Control(Path socket) {
        this.socket = socket;
    }

    /** An answer. @param status the status of HTTP */
    record Answer(int status, JsonNode document) {
    }

    Answer get(String target) throws IOException {
        return request("GET", target);
    }

    Answer post(String target) throws IOException {
        return request("POST", target);
    }

    private Answer request(String method, String target) throws IOException {
        try (SocketChannel connection = send(method, target)) {
            String answer = new String(Channels.newInputStream(connection).readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(Integer.parseInt(answer.substring(9, 12)),
                    new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n"))));
        }
    }

    private SocketChannel send(String method, String target) throws IOException {
        SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        connection.write(ByteBuffer.wrap((method + " " + target + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
        return connection;
    }

    /** Asks, and reads no more than the first bytes of the answer. */
    SocketChannel ask(String target) throws IOException {
        SocketChannel connection = send("GET", target);
        connection.read(ByteBuffer.allocate(1));
        return connection;
    }

    /** Follows the log. */
    Follower follow(String target) throws IOException {
        return new Follower(send("GET", target));
    }

    /** Somebody who follows the log and reads all that comes. */
    static final class Follower implements AutoCloseable {

        private final SocketChannel connection;
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Thread reader = new Thread(this::read);

        private Follower(SocketChannel connection) {
            this.connection = connection;
            reader.start();
        }

        private void read() {
            try (BufferedReader answer = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(connection), StandardCharsets.UTF_8))) {
                for (String line = answer.readLine(); line != null; line = answer.readLine()) {
                    // a flood is not kept
                    if (!line.contains("root.flood")) {
                        lines.add(line);
                    }
                }
            } catch (IOException e) {
                // it was closed
            }
        }

        /** What has come, without the flood of {@code root.flood}. */
        List<String> lines() {
            return lines;
        }

        @Override
        public void close() throws IOException, InterruptedException {
            connection.close();
            reader.join();
        }
    }
}
