package io.quarkiverse.containerd.runtime.daemon;

import io.quarkiverse.containerd.runtime.host.process.ContainerdKeep;
import io.quarkus.dev.spi.HotReplacementContext;
import io.quarkus.dev.spi.HotReplacementSetup;

/** Stops, at the end of dev mode, the containerd that the last application has left. */
public final class DevModeEnd implements HotReplacementSetup {

    @Override
    public void setupHotDeployment(HotReplacementContext context) {
        // applications start containerd
    }

    @Override
    public void close() {
        ContainerdKeep.stopKept();
    }
}
