package io.quarkiverse.containerd.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The running daemon, and where its answers go: what all commands that ask it have in common. */
final class Daemon {

    @Option(names = "--socket", paramLabel = "PATH", description = "The daemon's control socket; by default where the daemon's own configuration has it.")
    Path socket;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "60", description = "The longest time to wait for an answer of the daemon; by default ${DEFAULT-VALUE}.")
    int timeout;

    @Mixin
    Output output;

    ControlClient client() {
        return new ControlClient(socket == null ? ControlAddress.find() : socket, Duration.ofSeconds(Math.max(1, timeout)));
    }

    boolean json() {
        return output.json;
    }

    void show(JsonNode document, String screen) {
        output.show(document, screen);
    }

    /** Prints a text. @return false if nobody reads it any more, as after {@code | head} */
    boolean print(String text) {
        return output.print(text);
    }

    int width() {
        return output.width();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
