package io.quarkiverse.containerd.cli;

import java.nio.file.Path;

import io.smallrye.config.PropertiesConfigSourceLoader;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Finds the control socket as the daemon does, from the same configuration, but without starting Quarkus. */
final class ControlAddress {

    private static final String SOCKET = "quarkus.containerd.control.socket";
    private static final String RUN_DIRECTORY = "quarkus.containerd.run-directory";
    private static final String DEFAULT_RUN_DIRECTORY = "/run/quarkus-containerd";
    private static final int IN_JAR = 250;
    private static final int IN_DIRECTORY = 260;

    private ControlAddress() {
    }

    static Path find() {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDefaultInterceptors().addDefaultSources()
                .withSources(PropertiesConfigSourceLoader.inClassPath("application.properties", IN_JAR, application))
                .withSources(PropertiesConfigSourceLoader.inFileSystem(Path.of("config", "application.properties").toString(),
                        IN_DIRECTORY, application))
                .withProfile("prod")
                .build();
        return config.getOptionalValue(SOCKET, Path.class).orElseGet(() -> config.getOptionalValue(RUN_DIRECTORY, Path.class)
                .orElse(Path.of(DEFAULT_RUN_DIRECTORY)).resolve("control.sock"));
    }
}
