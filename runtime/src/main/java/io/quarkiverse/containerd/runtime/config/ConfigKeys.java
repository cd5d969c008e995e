package io.quarkiverse.containerd.runtime.config;

import java.util.regex.Pattern;

/** Full names of keys, for messages. */
public final class ConfigKeys {

    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_-]+");

    private ConfigKeys() {
    }

    public static String key(String name) {
        return "quarkus.containerd." + name;
    }

    /** The key of a map's entry, the entry's name quoted where a property name needs it. */
    public static String entry(String map, String name) {
        return key(map) + "." + segment(name);
    }

    public static String segment(String name) {
        return BARE.matcher(name).matches() ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
