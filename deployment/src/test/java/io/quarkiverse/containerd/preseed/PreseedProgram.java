package io.quarkiverse.containerd.preseed;

import java.nio.file.Path;
import java.util.List;

import io.quarkiverse.containerd.client.SocketClient;

/** A preseed in a JVM of its own, which can be killed. */
public final class PreseedProgram {

    private PreseedProgram() {
    }

    /** @param arguments the preseed directory and the daemon's socket */
    public static void main(String[] arguments) throws Exception {
        try (SocketClient containerd = new SocketClient(Path.of(arguments[1]))) {
            new Preseed(new PreseedSettings(Path.of(arguments[0]), List.of("**")), containerd::client, new PreseedReports())
                    .run(new FakeNode());
        }
    }

    /** The command that runs it. */
    static List<String> command(Path directory, Path socket) {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), PreseedProgram.class.getName(),
                directory.toString(), socket.toString());
    }
}
