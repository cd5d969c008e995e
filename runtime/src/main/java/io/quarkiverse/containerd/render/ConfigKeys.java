package io.quarkiverse.containerd.render;

import java.util.regex.Pattern;

/** Full names of keys, for messages. */
final class ConfigKeys {

    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_-]+");

    private ConfigKeys() {
    }

    static String key(String name) {
        return "quarkus.containerd." + name;
    }

    /** The key of a map's entry, the entry's name quoted where a property name needs it. */
    static String entry(String map, String name) {
        return key(map) + "." + segment(name);
    }

    static String segment(String name) {
        return BARE.matcher(name).matches() ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
