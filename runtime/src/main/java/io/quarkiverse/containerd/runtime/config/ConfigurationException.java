package io.quarkiverse.containerd.runtime.config;

import java.util.Set;

import io.quarkiverse.containerd.runtime.text.BoundedText;

/** A configured value that cannot work; the message begins with its key and ends with the remedy. */
public class ConfigurationException extends io.quarkus.runtime.configuration.ConfigurationException {

    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * @param key the full key, such as {@code quarkus.containerd.grpc.address}
     * @param message what is wrong with its value and how to put it right
     */
    public ConfigurationException(String key, String message) {
        super(BoundedText.message(key + ": " + message), Set.of(key));
        this.key = key;
    }

    /** The full key whose value cannot work. */
    public String key() {
        return key;
    }
}
