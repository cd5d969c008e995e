package io.quarkiverse.containerd.runtime.render.settings;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;

/** How the value of a setting comes from the configuration. */
@FunctionalInterface
public interface Value {

    /**
     * @param key the full key, for messages
     * @return the value in the form that containerd takes, or nothing where it is left to containerd
     * @throws ConfigurationException naming the key of a value that cannot work
     */
    Optional<JsonNode> of(Intent intent, String key);
}
