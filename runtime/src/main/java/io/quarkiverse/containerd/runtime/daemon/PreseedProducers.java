package io.quarkiverse.containerd.runtime.daemon;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.PreseedPlanner;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.preseed.ArchiveLoad;
import io.quarkiverse.containerd.runtime.preseed.DirectoryPlanner;
import io.quarkiverse.containerd.runtime.preseed.Preseed;
import io.quarkiverse.containerd.runtime.preseed.PreseedStatus;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;

/** Makes the parts of the preseed, which know nothing of CDI. */
class PreseedProducers {

    @Produces
    @Singleton
    PreseedSettings settings(ContainerdConfig config, CurrentInstallation installation) {
        return ConfiguredSettings.preseed(config, installation.rendering());
    }

    @Produces
    @Singleton
    PreseedStatus status(Event<ArchiveLoad> loads) {
        return new PreseedStatus(Clock.systemUTC(), Announcements.guarded(loads::fire));
    }

    @Produces
    @Singleton
    Preseed preseed(PreseedSettings settings, ContainerdClient client, PreseedStatus status) {
        return new Preseed(settings, () -> client, status);
    }

    @Produces
    @ApplicationScoped
    PreseedPlanner planner(ContainerdConfig config, Instance<PreseedSettings> settings, ContainerdClient client) {
        if (config.enabled()) {
            return new DirectoryPlanner(settings.get(), client);
        }
        return () -> {
            throw new IllegalStateException("containerd is not started: quarkus.containerd.enabled is false");
        };
    }
}
