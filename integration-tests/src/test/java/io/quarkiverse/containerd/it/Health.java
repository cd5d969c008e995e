package io.quarkiverse.containerd.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The health probes of a running node daemon, as a systemd unit or a load balancer asks them. */
final class Health {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    Health(int port) {
        this.port = port;
    }

    /** One check of this extension. */
    record Check(boolean up, JsonNode data) {

        String text(String key) {
            return data.path(key).asText();
        }

        int number(String key) {
            return data.required(key).asInt();
        }
    }

    Check started() {
        return check("started");
    }

    Check ready() {
        return check("ready");
    }

    Check live() {
        return check("live");
    }

    Check awaitStarted(Predicate<Check> condition) {
        return await("started").atMost(PATIENCE).ignoreExceptions().until(this::started, condition);
    }

    Check awaitReady(Predicate<Check> condition) {
        return await("ready").atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).ignoreExceptions()
                .until(this::ready, condition);
    }

    private Check check(String probe) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/q/health/" + probe)).build(),
                    HttpResponse.BodyHandlers.ofString());
            for (JsonNode check : JSON.readTree(response.body()).path("checks")) {
                String name = check.path("name").asText();
                if (name.startsWith("containerd") || name.startsWith("supervision")) {
                    return new Check(check.path("status").asText().equals("UP"), check.path("data"));
                }
            }
            throw new IllegalStateException("no check of containerd in " + response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
