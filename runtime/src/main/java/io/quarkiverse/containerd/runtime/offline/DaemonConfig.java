package io.quarkiverse.containerd.runtime.offline;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkus.runtime.configuration.AbstractConfigBuilder;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The configuration that the daemon of this application would start with, read without starting Quarkus. */
public final class DaemonConfig {

    /** What the build has made of the application's configuration: its sources, defaults and mappings. */
    private static final String GENERATED = "io.quarkus.runtime.generated.RunTimeConfig";

    private DaemonConfig() {
    }

    /**
     * Reads the configuration.
     *
     * @throws ConfigurationException naming the key of a value that cannot be converted
     */
    public static ContainerdConfig load() {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        try {
            return build(application).getConfigMapping(ContainerdConfig.class);
        } catch (ConfigValidationException e) {
            String problem = e.getProblem(0).getMessage();
            throw new ConfigurationException("quarkus.containerd", problem);
        }
    }

    private static SmallRyeConfig build(ClassLoader application) {
        if (application.getResource(GENERATED.replace('.', '/') + ".class") == null) {
            return ConfigUtils.configBuilder().forClassLoader(application).withMapping(ContainerdConfig.class).build();
        }
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().forClassLoader(application);
        AbstractConfigBuilder.withCustomizer(builder, GENERATED);
        return builder.build();
    }
}
