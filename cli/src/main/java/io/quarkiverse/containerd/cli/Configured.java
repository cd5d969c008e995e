package io.quarkiverse.containerd.cli;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.daemon.InstallationFinder;
import io.quarkiverse.containerd.runtime.offline.DaemonConfig;
import io.quarkiverse.containerd.runtime.render.Rendering;

/** The configuration of this application, for the commands that need no daemon. */
final class Configured {

    private Configured() {
    }

    static ContainerdConfig config() throws CommandException {
        try {
            return DaemonConfig.load();
        } catch (ConfigurationException e) {
            throw new CommandException(CommandException.REFUSED, e.getMessage());
        }
    }

    /** Renders the files as the daemon would for the containerd and the host that are there now. */
    static Rendering rendering(ContainerdConfig config) throws CommandException {
        try {
            return new InstallationFinder(config).find().rendering();
        } catch (ConfigurationException | IllegalStateException e) {
            throw new CommandException(CommandException.REFUSED, e.getMessage());
        }
    }
}
