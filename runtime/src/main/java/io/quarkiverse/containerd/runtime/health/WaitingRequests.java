package io.quarkiverse.containerd.runtime.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Has requests wait at a gate while dev mode replaces the application; the new application answers them. */
final class WaitingRequests implements Handler<RoutingContext> {

    private static final long PAUSE_MILLIS = 20;
    private static final int MOST = 1_000;
    private static final AtomicInteger WAITING = new AtomicInteger();

    private final Predicate<RoutingContext> gate;
    private final Supplier<Handler<HttpServerRequest>> application;
    private final Duration longest;

    /**
     * @param gate whether a request may pass now
     * @param application what handles the requests of the present application
     * @param longest the time after which a request passes in any case
     */
    WaitingRequests(Predicate<RoutingContext> gate, Supplier<Handler<HttpServerRequest>> application, Duration longest) {
        this.gate = gate;
        this.application = application;
        this.longest = longest;
    }

    @Override
    public void handle(RoutingContext request) {
        if (gate.test(request)) {
            request.next();
        } else if (WAITING.incrementAndGet() > MOST) {
            WAITING.decrementAndGet();
            request.next();
        } else {
            await(request, application.get(), System.nanoTime() + longest.toNanos());
        }
    }

    private void await(RoutingContext request, Handler<HttpServerRequest> before, long end) {
        request.vertx().setTimer(PAUSE_MILLIS, timer -> {
            boolean over = ApplicationReload.isOver();
            if (request.response().closed()) {
                WAITING.decrementAndGet();
            } else if (over && application.get() != before) {
                WAITING.decrementAndGet();
                application.get().handle(request.request());
            } else if (over && gate.test(request) || System.nanoTime() - end >= 0) {
                WAITING.decrementAndGet();
                request.next();
            } else {
                await(request, before, end);
            }
        });
    }
}
