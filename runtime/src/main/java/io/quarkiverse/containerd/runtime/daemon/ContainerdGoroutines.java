package io.quarkiverse.containerd.runtime.daemon;

import java.io.IOException;
import java.nio.file.Path;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.host.process.GoroutineDumps;

/** What the goroutines of the containerd that runs do, for whoever looks for a fault of it. */
@Singleton
public class ContainerdGoroutines {

    private final Path record;
    private final Path directory;

    /** @param config names the directories of the daemon and of containerd */
    public ContainerdGoroutines(ContainerdConfig config) {
        this.record = ContainerdLaunch.record(config);
        this.directory = ContainerdLaunch.temp(config);
    }

    /**
     * Has containerd write what its goroutines do, which it also logs, and returns that.
     *
     * @throws IOException if it does not run, or does not write it soon
     */
    public String dump() throws IOException {
        return GoroutineDumps.take(record, directory);
    }
}
