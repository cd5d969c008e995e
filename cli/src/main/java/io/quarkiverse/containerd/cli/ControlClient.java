package io.quarkiverse.containerd.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Asks the running daemon by HTTP 1.0 on its control socket: one request for each connection, answered until its end. */
final class ControlClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;

    private final Path socket;
    private final Duration patience;

    /** @param patience the longest time to wait for an answer */
    ControlClient(Path socket, Duration patience) {
        this.socket = socket;
        this.patience = patience;
    }

    JsonNode get(String target) throws CommandException {
        return request("GET", target);
    }

    JsonNode post(String target) throws CommandException {
        return request("POST", target);
    }

    private JsonNode request(String method, String target) throws CommandException {
        try (ControlConnection connection = connect(); BufferedReader answer = send(connection, method, target)) {
            int status = skipHead(answer);
            JsonNode document = JSON.readTree(answer);
            if (status != OK) {
                throw refused(status, document);
            }
            return document;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * Passes on each document of an answer that goes on until the daemon ends it.
     *
     * @param documents takes a document, and returns whether it wants more
     */
    void follow(String target, Predicate<JsonNode> documents) throws CommandException {
        try (ControlConnection connection = connect(); BufferedReader answer = send(connection, "GET", target)) {
            int status = skipHead(answer);
            if (status != OK) {
                throw refused(status, JSON.readTree(answer));
            }
            connection.waitForEver();
            for (String line = answer.readLine(); line != null && documents.test(JSON.readTree(line));) {
                line = answer.readLine();
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static CommandException refused(int status, JsonNode document) {
        return new CommandException(status == BAD_REQUEST ? CommandException.WRONG : CommandException.REFUSED,
                document.path("error").asText());
    }

    private ControlConnection connect() throws CommandException {
        try {
            return new ControlConnection(socket, patience);
        } catch (IOException e) {
            throw new CommandException(CommandException.NO_DAEMON, problem(e));
        }
    }

    private String problem(IOException e) {
        if (String.valueOf(e.getMessage()).contains("Permission denied")) {
            return "This user may not open " + socket + ". Run the command as the user of the daemon, most often root.";
        }
        return Files.exists(socket)
                ? "No daemon answers on " + socket + " (" + e.getMessage() + "). Look whether it runs."
                : "No daemon runs here: there is no socket " + socket + ". Name that of another one with --socket, and look"
                        + " whether quarkus.containerd.control.enabled is true.";
    }

    private static BufferedReader send(ControlConnection connection, String method, String target) throws IOException {
        connection.send((method + " " + target + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(new InputStreamReader(connection, StandardCharsets.UTF_8));
    }

    private static int skipHead(BufferedReader answer) throws IOException {
        String first = answer.readLine();
        if (first == null || !first.matches("HTTP/1\\.[01] \\d{3}.*")) {
            throw new IOException("it does not speak HTTP");
        }
        for (String line = first; line != null && !line.isEmpty();) {
            line = answer.readLine();
        }
        return Integer.parseInt(first.substring(9, 12));
    }

    private CommandException broken(IOException e) {
        return e instanceof SocketTimeoutException
                ? new SilentDaemonException("The daemon on " + socket + " has not answered within " + patience.toSeconds()
                        + " s. Look whether it has been stopped, or waits for a disk; --timeout waits longer.")
                : new CommandException(CommandException.NO_DAEMON, "The answer on " + socket + " broke off: " + e.getMessage());
    }
}
