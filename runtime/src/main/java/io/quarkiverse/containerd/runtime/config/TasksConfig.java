package io.quarkiverse.containerd.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;

/** The tasks that containers run as. */
@ConfigGroup
public interface TasksConfig {

    /**
     * The platforms of containers that can run.
     */
    @ConfigDocDefault("the machine's")
    Optional<List<String>> platforms();

    /**
     * Whether the shims ask the kernel for core scheduling.
     */
    @ConfigDocDefault("false")
    Optional<Boolean> schedCore();

    /**
     * Additional environment variables for the shims.
     */
    @ConfigDocMapKey("variable")
    Map<String, String> shimEnvironment();

    /**
     * The directory of the shims' sockets, whose paths the kernel limits; containerd 2.3 and later. Change it only on a
     * node without pods.
     */
    @ConfigDocDefault("/run/containerd/s")
    Optional<Path> shimSocketDir();

    /**
     * The file that configures Intel RDT.
     */
    Optional<Path> rdtConfigFile();

    /**
     * The file that configures block I/O control.
     */
    Optional<Path> blockioConfigFile();
}
