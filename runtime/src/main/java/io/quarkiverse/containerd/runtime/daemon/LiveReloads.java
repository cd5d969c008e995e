package io.quarkiverse.containerd.runtime.daemon;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.process.ContainerdKeep;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Has containerd run on while dev mode reloads the application: it is started again only if what it is started from has
 * changed. Not part of packaged applications.
 */
@Singleton
class LiveReloads {

    private final ContainerdConfig config;
    private final ContainerdKeep keep;

    LiveReloads(ContainerdConfig config, ContainerdKeep keep) {
        this.config = config;
        this.keep = keep;
    }

    void start(@Observes StartupEvent event) {
        if (!config.enabled()) {
            ContainerdKeep.stopKept();
        }
    }

    /** Comes before the daemon stops. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
        keep.leave();
    }

    /** An application whose start fails later gets no {@link ShutdownEvent}. */
    void destroy(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
        keep.leave();
    }
}
