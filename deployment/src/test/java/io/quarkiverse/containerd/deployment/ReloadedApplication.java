package io.quarkiverse.containerd.deployment;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;

import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.Router;

/** An application of its own file, so that dev mode can compile it anew: a greeting, its configuration, and a broken start. */
class ReloadedApplication {

    private static final String GREETING = "before";
    private static final boolean BROKEN = false;

    @Inject
    Config config;

    void start(@Observes StartupEvent event) {
        if (BROKEN) {
            throw new IllegalStateException("the application is broken");
        }
    }

    void routes(@Observes Router router) {
        router.get("/greeting").handler(context -> context.end(GREETING));
        router.get("/settings/:name").handler(context -> context.end(
                config.getValue("quarkus.containerd." + context.pathParam("name"), String.class)));
    }
}
