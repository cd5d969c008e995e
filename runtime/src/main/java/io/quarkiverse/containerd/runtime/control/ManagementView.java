package io.quarkiverse.containerd.runtime.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/**
 * The documents of the control socket on Quarkus' management interface, to be read only, and without logs that are followed.
 */
@Singleton
class ManagementView {

    private static final Logger LOG = Logger.getLogger(ManagementView.class);
    private static final String PATH = "/containerd";
    /** Of those that ask at a time; each may take a thread of all that the application has. */
    private static final int MOST_REQUESTS = 4;

    private final boolean wanted;
    private final ControlRoutes routes;
    private final Semaphore requests = new Semaphore(MOST_REQUESTS);

    ManagementView(ContainerdConfig config, ControlRoutes routes) {
        this.wanted = config.control().management();
        this.routes = routes;
    }

    /** Called only if the application has been built with a management interface. */
    void offer(@Observes ManagementInterface management) {
        if (wanted) {
            String prefix = root() + PATH;
            management.router().route(prefix + "/*")
                    .blockingHandler(request -> answer(request, request.normalizedPath().substring(prefix.length())), false);
        }
    }

    private static String root() {
        String configured = ConfigProvider.getConfig().getOptionalValue("quarkus.management.root-path", String.class)
                .orElse("/q");
        String absolute = configured.startsWith("/") ? configured : "/" + configured;
        return absolute.endsWith("/") ? absolute.substring(0, absolute.length() - 1) : absolute;
    }

    void warn(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE + 2) StartupEvent event) {
        if (wanted && !ConfigProvider.getConfig().getOptionalValue("quarkus.management.enabled", Boolean.class).orElse(false)) {
            LOG.warnf("%s has no effect, because the application was built without a management interface:"
                    + " build it with quarkus.management.enabled=true", ConfigKeys.key("control.management"));
        }
    }

    private void answer(RoutingContext request, String path) {
        if (!requests.tryAcquire()) {
            write(request, Reply.error(HttpResponseStatus.SERVICE_UNAVAILABLE, "Too many ask at a time; try again."));
            return;
        }
        try {
            write(request, reply(request, path));
        } finally {
            requests.release();
        }
    }

    private Reply reply(RoutingContext request, String path) {
        if (!request.request().method().name().equals(HttpMethod.GET.name())) {
            return Reply.error(HttpResponseStatus.METHOD_NOT_ALLOWED,
                    "This can only be read; commands are for the control socket.");
        }
        Query query = query(request.queryParams());
        try {
            return routes.followed(HttpMethod.GET, path, query).isPresent()
                    ? Reply.badRequest("Logs can be followed by the control socket only.")
                    : routes.answer(HttpMethod.GET, path, query);
        } catch (Query.MalformedException e) {
            return Reply.badRequest(e.getMessage());
        }
    }

    private static Query query(MultiMap parameters) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        parameters.names().forEach(name -> all.put(name, parameters.getAll(name)));
        return new Query(all);
    }

    private static void write(RoutingContext request, Reply reply) {
        request.response().setStatusCode(reply.status().code())
                .putHeader(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
                .end(reply.body().toPrettyString() + "\n");
    }
}
