package io.quarkiverse.containerd.render;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.config.ContainerdConfig;

/** The runtime handlers that result from what is there by default and what is configured. */
final class RuntimeHandlers {

    static final String RUNC_TYPE = "io.containerd.runc.v2";
    static final String RUNSC_TYPE = "io.containerd.runsc.v1";
    private static final String MAP = "runtimes";

    private RuntimeHandlers() {
    }

    /** A handler; its options are empty when the shim has none. */
    record Handler(String type, boolean privilegedWithoutHostDevices, ObjectNode options) {
    }

    /** @throws ConfigurationException naming the key of a handler without a type or with a malformed option */
    static SortedMap<String, Handler> of(ContainerdConfig config) {
        SortedMap<String, Handler> handlers = new TreeMap<>();
        handlers.put("runc", new Handler(RUNC_TYPE, false, Toml.table()));
        if (config.runsc().enabled()) {
            handlers.put("runsc", new Handler(RUNSC_TYPE, false, defaultOptions(config, RUNSC_TYPE)));
        }
        new TreeMap<>(config.runtimes()).forEach((name, configured) -> {
            Handler preset = handlers.remove(name);
            if (configured.enabled()) {
                handlers.put(name, handler(config, name, configured, Optional.ofNullable(preset)));
            }
        });
        return handlers;
    }

    private static Handler handler(ContainerdConfig config, String name, ContainerdConfig.RuntimeHandler configured,
            Optional<Handler> preset) {
        String prefix = MAP + "." + ConfigKeys.segment(name);
        String type = configured.type().or(() -> preset.map(Handler::type))
                .orElseThrow(() -> new ConfigurationException(ConfigKeys.key(prefix + ".type"),
                        "the runtime handler has no type; set one, such as " + RUNC_TYPE));
        ObjectNode options = defaultOptions(config, type);
        for (Map.Entry<String, String> option : new TreeMap<>(configured.options()).entrySet()) {
            options.set(option.getKey(), Toml.value(ConfigKeys.entry(prefix + ".options", option.getKey()), option.getValue()));
        }
        return new Handler(type, configured.privilegedWithoutHostDevices(), options);
    }

    /** What gVisor's shim must be told in order to find its file; other shims have defaults that work. */
    private static ObjectNode defaultOptions(ContainerdConfig config, String type) {
        ObjectNode options = Toml.table();
        if (type.equals(RUNSC_TYPE) && config.runsc().enabled()) {
            options.put("TypeUrl", RUNSC_TYPE + ".options");
            options.put("ConfigPath", config.runsc().configFile().toString());
        }
        return options;
    }
}
