package io.quarkiverse.containerd.runtime.config;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** systemd. */
@ConfigGroup
public interface SystemdConfig {

    /**
     * Whether the service manager is notified when the daemon has started and stops, of its health and failures, and
     * that it is alive, if the environment has {@code NOTIFY_SOCKET}.
     */
    @WithDefault("true")
    @WithName("notify")
    boolean notifies();
}
