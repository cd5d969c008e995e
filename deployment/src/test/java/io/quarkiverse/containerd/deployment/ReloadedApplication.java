package io.quarkiverse.containerd.deployment;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;

import io.vertx.ext.web.Router;

/** An application of its own file, so that dev mode can compile it anew: a greeting, and its configuration. */
class ReloadedApplication {

    private static final String GREETING = "before";

    @Inject
    Config config;

    void routes(@Observes Router router) {
        router.get("/greeting").handler(context -> context.end(GREETING));
        router.get("/settings/:name").handler(context -> context.end(
                config.getValue("quarkus.containerd." + context.pathParam("name"), String.class)));
    }
}
