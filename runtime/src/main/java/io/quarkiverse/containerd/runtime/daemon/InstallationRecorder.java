package io.quarkiverse.containerd.runtime.daemon;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.annotations.Recorder;

/** Has the search for containerd begin as soon as the configuration is known, beside the start of the application. */
@Recorder
public class InstallationRecorder {

    private final RuntimeValue<ContainerdConfig> config;

    public InstallationRecorder(RuntimeValue<ContainerdConfig> config) {
        this.config = config;
    }

    /** Begins the search, if containerd is to be started. */
    public RuntimeValue<InstallationSearch> begin() {
        InstallationSearch search = new InstallationSearch(new InstallationFinder(config.getValue()));
        if (config.getValue().enabled()) {
            search.begin();
        }
        return new RuntimeValue<>(search);
    }
}
