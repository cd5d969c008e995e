package io.quarkiverse.containerd.runtime.config;

import java.util.HashMap;
import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Builds the mapping from properties as an application would. */
public final class ConfigFixture {

    private ConfigFixture() {
    }

    /** The configuration with these keys, {@code quarkus.containerd.} left out, and defaults for all others. */
    public static ContainerdConfig config(Map<String, String> keys) {
        Map<String, String> properties = new HashMap<>();
        keys.forEach((key, value) -> properties.put("quarkus.containerd." + key, value));
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(ContainerdConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(ContainerdConfig.class);
    }
}
