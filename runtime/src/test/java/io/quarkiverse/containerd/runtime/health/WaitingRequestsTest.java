package io.quarkiverse.containerd.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

class WaitingRequestsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<Handler<HttpServerRequest>> application = new AtomicReference<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private volatile boolean open;
    private HttpServer server;

    @BeforeEach
    void listen() {
        server = vertx.createHttpServer().requestHandler(request -> application.get().handle(request));
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aRequestWaitsUntilItMayPass() throws IOException {
        application.set(application("old", LONG));
        try (Socket client = ask()) {
            awaitAttempts(3);
            assertThat(answers).hasValue(0);
            open = true;
            assertThat(answer(client)).endsWith("old");
        }
    }

    @Test
    void theApplicationOfThenAnswers() throws IOException {
        application.set(application("old", LONG));
        try (Socket client = ask()) {
            awaitAttempts(3);
            application.set(request -> request.response().end("new"));
            assertThat(answer(client)).endsWith("new");
        }
    }

    @Test
    void aRequestDoesNotWaitForEver() throws IOException {
        application.set(application("old", Duration.ofMillis(100)));
        try (Socket client = ask()) {
            assertThat(answer(client)).endsWith("old");
        }
        assertThat(open).isFalse();
    }

    private Router application(String name, Duration longest) {
        Router router = Router.router(vertx);
        router.route().handler(new WaitingRequests(request -> {
            attempts.incrementAndGet();
            return open;
        }, application::get, longest));
        router.route().handler(request -> {
            answers.incrementAndGet();
            request.end(name);
        });
        return router;
    }

    private void awaitAttempts(int count) {
        await().atMost(LONG).until(() -> attempts.get() >= count);
    }

    private Socket ask() throws IOException {
        Socket client = new Socket(InetAddress.getByName("127.0.0.1"), server.actualPort());
        client.setSoTimeout((int) LONG.toMillis());
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static String answer(Socket client) throws IOException {
        try (InputStream input = client.getInputStream()) {
            return new String(input.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
