package io.quarkiverse.containerd.runtime.render.settings;

import java.nio.file.Path;
import java.util.Optional;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.render.facts.RuntimePrograms;

/**
 * gVisor on this host.
 *
 * @param runsc its runtime
 * @param shim its own shim; Debian's package has none
 */
record Gvisor(Path runsc, Optional<Path> shim) {

    private static final String ENABLED = "runsc.enabled";

    /**
     * gVisor as it is to be used; empty where it is switched off or not there.
     *
     * @throws ConfigurationException naming the key, if it is switched on explicitly and not there
     */
    static Optional<Gvisor> of(ContainerdConfig config, RuntimePrograms programs) {
        if (!config.runsc().enabled().orElse(true)) {
            return Optional.empty();
        }
        Optional<Gvisor> found = programs.find(RuntimePrograms.RUNSC).map(runsc -> new Gvisor(runsc,
                RuntimePrograms.shim(RuntimeHandlers.RUNSC_TYPE).flatMap(programs::find)));
        if (found.isEmpty() && config.runsc().enabled().isPresent()) {
            throw new ConfigurationException(ConfigKeys.key(ENABLED), absent() + "; install gVisor's runsc there, or leave"
                    + " the key out");
        }
        return found;
    }

    /** The type of the handler that runs it. */
    String type() {
        return shim.isPresent() ? RuntimeHandlers.RUNSC_TYPE : RuntimeHandlers.RUNC_TYPE;
    }

    static String absent() {
        return "runsc is not in a directory of " + ConfigKeys.key("path");
    }
}
