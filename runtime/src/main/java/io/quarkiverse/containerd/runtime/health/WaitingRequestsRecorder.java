package io.quarkiverse.containerd.runtime.health;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.annotations.Recorder;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/** Has the requests for health checks wait while dev mode replaces the application. */
@Recorder
public class WaitingRequestsRecorder {

    /** What a reload may take besides the wait for the daemon. */
    private static final Duration RELOAD = Duration.ofMinutes(1);

    private static volatile Router managementRouter;

    private final RuntimeValue<ContainerdConfig> config;

    public WaitingRequestsRecorder(RuntimeValue<ContainerdConfig> config) {
        this.config = config;
    }

    /** On the port of the application, whose requests have Quarkus look for changes. */
    public void application(RuntimeValue<Router> router, List<String> paths) {
        Supplier<Handler<HttpServerRequest>> application = VertxHttpRecorder::getRootHandler;
        // Quarkus, which adds its own route later, looks between the routes of the two orders
        router.getValue().route().order(RouteConstants.ROUTE_ORDER_HOT_REPLACEMENT).handler(request -> {
            ApplicationReload.arrive(request);
            request.next();
        });
        for (String path : paths) {
            router.getValue().route(path + "*").order(RouteConstants.ROUTE_ORDER_HOT_REPLACEMENT)
                    .handler(new WaitingRequests(ApplicationReload::look, application, longest()));
            router.getValue().route(path + "*").order(RouteConstants.ROUTE_ORDER_HOT_REPLACEMENT + 1)
                    .handler(new WaitingRequests(ApplicationReload::answer, application, longest()));
        }
    }

    /** On the port of the management interface, whose requests cause no reload. */
    public void management(RuntimeValue<Router> router) {
        managementRouter = router.getValue();
        managementRouter.route().order(RouteConstants.ROUTE_ORDER_BODY_HANDLER_MANAGEMENT)
                .handler(new WaitingRequests(ApplicationReload::answer, () -> managementRouter, longest()));
    }

    private Duration longest() {
        return config.getValue().devservices().startTimeout().plus(RELOAD);
    }
}
