package io.quarkiverse.containerd.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.dev.spi.HotReplacementContext;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The steps of a reload in the order in which Quarkus takes them, and requests that come between two of them. */
class ApplicationReloadTest {

    private static final int WAITS = 503;
    private static final int FAILED = 500;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Runnable> steps = new HashMap<>();
    private volatile boolean fails;
    private Throwable problem;
    private HttpServer server;

    @BeforeEach
    void listen() {
        Router router = Router.router(vertx);
        router.route().handler(request -> {
            ApplicationReload.arrive(request);
            request.next();
        });
        router.get("/look").handler(request -> answer(request, ApplicationReload.look(request)));
        router.get("/answer").handler(request -> answer(request, ApplicationReload.answer(request)));
        router.get("/both").handler(request -> {
            boolean passes = ApplicationReload.look(request);
            quarkusLooks(false);
            passes &= ApplicationReload.answer(request);
            quarkusLooks(true);
            request.response().setStatusCode(passes ? 200 : WAITS).end();
        });
        router.get("/other").handler(RoutingContext::end);
        server = vertx.createHttpServer().requestHandler(router);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        new ApplicationReload().setupHotDeployment(context());
    }

    @AfterEach
    void close() throws Exception {
        quarkusLooks(false);
        ask("/other", "x-quarkus-hot-deployment-done");
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void requestsWaitUntilTheOneThatHasCausedAReloadReachesTheNewApplication() throws Exception {
        quarkusLooks(true);
        steps.get("addPreRestartStep").run();
        assertThat(ask("/look")).isEqualTo(WAITS);
        assertThat(ask("/answer")).isEqualTo(WAITS);
        steps.get("addPostRestartStep").run();
        assertThat(ask("/look")).isEqualTo(WAITS);
        quarkusLooks(false);
        assertThat(ask("/look")).isEqualTo(WAITS);
        assertThat(ask("/answer")).isEqualTo(WAITS);

        assertThat(ask("/other", "x-quarkus-hot-deployment-done")).isEqualTo(200);
        assertThat(ask("/answer")).isEqualTo(200);
        assertThat(ask("/look")).isEqualTo(200);
    }

    @Test
    void nobodyWaitsForARequestAfterAReloadThatNoneHasCaused() throws Exception {
        steps.get("addPreRestartStep").run();
        assertThat(ask("/look")).isEqualTo(WAITS);
        steps.get("addPostRestartStep").run();
        assertThat(ask("/answer")).isEqualTo(200);
        assertThat(ask("/look")).isEqualTo(200);
    }

    @Test
    void nobodyWaitsForARequestThatIsToldThatTheReloadHasFailed() throws Exception {
        quarkusLooks(true);
        steps.get("addPreRestartStep").run();
        problem = new IllegalStateException();
        steps.get("addPostRestartStep").run();
        quarkusLooks(false);
        assertThat(ask("/answer")).isEqualTo(200);
        assertThat(ask("/look")).isEqualTo(200);
    }

    @Test
    void aRequestThatFailsBeforeQuarkusHasLookedDoesNotKeepTheNextOneWaiting() throws Exception {
        fails = true;
        assertThat(ask("/look")).isEqualTo(FAILED);
        fails = false;
        // its end comes after its answer
        await().until(ApplicationReload::isOver);
        assertThat(ask("/look")).isEqualTo(200);
    }

    @Test
    void aRequestThatEndsAfterQuarkusHasLookedDoesNotEndTheLookOfAnother() throws Exception {
        assertThat(ask("/both")).isEqualTo(200);
        assertThat(ApplicationReload.isOver()).isFalse();
    }

    private void answer(RoutingContext request, boolean passes) {
        if (!passes) {
            request.fail(WAITS);
        } else if (fails) {
            request.fail(FAILED);
        } else {
            quarkusLooks(false);
            request.end();
        }
    }

    private static void quarkusLooks(boolean looks) {
        DevConsoleManager.setDoingHttpInitiatedReload(looks);
    }

    private HotReplacementContext context() {
        return (HotReplacementContext) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] { HotReplacementContext.class }, (proxy, method, arguments) -> {
                    if (method.getName().equals("getDeploymentProblem")) {
                        return problem;
                    }
                    steps.put(method.getName(), (Runnable) arguments[0]);
                    return null;
                });
    }

    private int ask(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
        for (String header : headers) {
            request.header(header, "true");
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding()).statusCode();
    }
}
