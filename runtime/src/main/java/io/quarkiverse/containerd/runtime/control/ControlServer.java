package io.quarkiverse.containerd.runtime.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** Opens the control socket when the daemon has been started, and closes it before the daemon stops. */
@Singleton
class ControlServer {

    private static final Logger LOG = Logger.getLogger(ControlServer.class);

    private final boolean enabled;
    private final Path path;
    private final ControlRoutes routes;
    private ControlSocket socket;

    ControlServer(ContainerdConfig config, ControlRoutes routes) {
        this.enabled = config.enabled() && config.control().enabled();
        this.path = config.control().socket();
        this.routes = routes;
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE + 2) StartupEvent event) {
        if (!enabled) {
            return;
        }
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            socket = new ControlSocket(path, routes);
        } catch (IOException e) {
            LOG.warnf("The daemon cannot be looked at through %s: %s", path, FileSystemErrors.explain(e, path,
                    "Set quarkus.containerd.control.socket to another path."));
        }
    }

    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
        stop();
    }

    /** An application whose start fails later gets no {@link ShutdownEvent}. */
    @PreDestroy
    void stop() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.warnf("The control socket %s cannot be removed: %s", path, FileSystemErrors.describe(e));
            }
            socket = null;
        }
    }
}
