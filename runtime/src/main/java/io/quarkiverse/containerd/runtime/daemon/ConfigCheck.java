package io.quarkiverse.containerd.runtime.daemon;

import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.probe.ContainerdBinary;
import io.quarkiverse.containerd.runtime.render.ConfigDump;

/**
 * Asks containerd what it makes of its configuration, and says what it drops or changes: once, beside the start, which goes on
 * whatever comes of it.
 */
@Singleton
public class ConfigCheck {

    private final ContainerdConfig config;
    private final Installation installation;
    private final AtomicBoolean done = new AtomicBoolean();

    ConfigCheck(ContainerdConfig config, Installation installation) {
        this.config = config;
        this.installation = installation;
    }

    /** Starts the check, unless it was started before or is switched off. */
    void start(NodeLogger log) {
        if (config.configFile().check() && done.compareAndSet(false, true)) {
            Thread thread = new Thread(() -> check(log), "containerd-config-check");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void check(NodeLogger log) {
        try {
            ConfigDump dump = ContainerdBinary.configDump(installation.executable(), config.configFile().path());
            dump.differences(installation.rendering()).forEach(difference -> log.warnf("%s", difference));
            dump.missingSnapshotters(installation.rendering()).forEach(missing -> log.warnf("%s", missing));
        } catch (HostException e) {
            log.infof("the configuration was not checked: %s", e.getMessage());
        }
    }
}
