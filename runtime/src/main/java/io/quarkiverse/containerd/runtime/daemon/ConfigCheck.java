package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.logs.NodeLogger;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.probe.ContainerdBinary;
import io.quarkiverse.containerd.runtime.render.ConfigDump;
import io.quarkiverse.containerd.runtime.render.Secrets;

/**
 * Asks containerd what it makes of its configuration, and says what it drops or changes: once for each, a moment after the
 * start, whatever comes of that.
 */
@Singleton
public class ConfigCheck {

    /** The time in which containerd, and the first pods, are to have the processors to themselves. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final ContainerdConfig config;
    private final AtomicReference<Installation> checked = new AtomicReference<>();

    ConfigCheck(ContainerdConfig config) {
        this.config = config;
    }

    /** Starts the check, unless it is switched off or was started before for the same program and files. */
    void start(Installation installation, NodeLogger log) {
        if (config.configFile().check() && checked.getAndSet(installation) != installation) {
            Thread thread = new Thread(() -> check(installation, log), "containerd-config-check");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void check(Installation installation, NodeLogger log) {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            ConfigDump dump = ContainerdBinary.configDump(installation.executable(), config.configFile().path());
            dump.differences(installation.rendering()).forEach(difference -> log.warnf("%s", difference));
            dump.missingSnapshotters(installation.rendering()).forEach(missing -> log.warnf("%s", missing));
        } catch (HostException e) {
            Secrets secrets = Secrets.of(installation.rendering().tree(), config.process().environment());
            log.infof("the configuration was not checked: %s", secrets.mask(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
