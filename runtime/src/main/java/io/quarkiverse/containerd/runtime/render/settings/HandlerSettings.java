package io.quarkiverse.containerd.runtime.render.settings;

import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.RuntimeHandlerConfig;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/** The configured settings of one runtime handler in containerd's words. */
final class HandlerSettings {

    static final String SYSTEMD_CGROUP = "SystemdCgroup";
    static final String SNAPSHOTTER = "snapshotter";

    private final String prefix;
    private final RuntimeHandlerConfig handler;

    /** @param prefix of the handler's keys, such as {@code runtimes.runc} */
    HandlerSettings(String prefix, RuntimeHandlerConfig handler) {
        this.prefix = prefix;
        this.handler = handler;
    }

    /**
     * Adds the shim's options: those that have keys of their own, and the free ones.
     *
     * @throws ConfigurationException naming the key of an option that is not of this type's shim, is given twice or malformed
     */
    void addOptions(String type, ObjectNode options) {
        ObjectNode typed = Toml.table();
        put(typed, "BinaryName", handler.binaryName());
        put(typed, "Root", handler.root());
        put(typed, SYSTEMD_CGROUP, handler.systemdCgroup());
        put(typed, "NoPivotRoot", handler.noPivotRoot());
        put(typed, "NoNewKeyring", handler.noNewKeyring());
        put(typed, "ShimCgroup", handler.shimCgroup());
        if (!typed.isEmpty() && !type.equals(RuntimeHandlers.RUNC_TYPE)) {
            throw new ConfigurationException(ConfigKeys.key(prefix), "the type " + type + " has no option "
                    + typed.fieldNames().next() + ", only " + RuntimeHandlers.RUNC_TYPE + " has; use "
                    + ConfigKeys.key(prefix + ".options"));
        }
        options.setAll(typed);
        new TreeMap<>(handler.options()).forEach((name, value) -> {
            String key = ConfigKeys.entry(prefix + ".options", name);
            if (typed.has(name)) {
                throw new ConfigurationException(key, "this option is set by a key of its own as well; remove one of them");
            }
            options.set(name, Toml.value(key, value));
        });
    }

    /**
     * Adds the settings beside the options.
     *
     * @throws ConfigurationException naming the key of a setting that this containerd does not know
     */
    void addTo(ObjectNode table, ContainerdVersion version) {
        put(table, "runtime_path", handler.shim());
        put(table, "privileged_without_host_devices_all_devices_allowed",
                since(1, 7, version, "all-devices-allowed", handler.allDevicesAllowed()));
        put(table, "base_runtime_spec", handler.baseRuntimeSpec());
        handler.podAnnotations().ifPresent(globs -> globs.forEach(table.putArray("pod_annotations")::add));
        handler.containerAnnotations().ifPresent(globs -> globs.forEach(table.putArray("container_annotations")::add));
        put(table, "cni_conf_dir", handler.cniConfDir());
        handler.cniMaxConfNum().ifPresent(number -> table.put("cni_max_conf_num", number));
        put(table, SNAPSHOTTER, since(1, 7, version, "snapshotter", handler.snapshotter()));
        put(table, version.isAtLeast(2, 0) ? "sandboxer" : "sandbox_mode",
                since(1, 7, version, "sandboxer", handler.sandboxer()));
        put(table, "disable_pause_image_pull",
                since(2, 4, version, "disable-pause-image-pull", handler.disablePauseImagePull()));
        put(table, "io_type",
                since(2, 0, version, "io-type", handler.ioType()));
        put(table, "cgroup_writable",
                since(2, 1, version, "cgroup-writable", handler.cgroupWritable()));
    }

    private static void put(ObjectNode table, String name, Optional<?> value) {
        value.ifPresent(given -> {
            if (given instanceof Boolean flag) {
                table.put(name, flag);
                return;
            }
            table.put(name, given.toString());
        });
    }

    private <T> Optional<T> since(int major, int minor, ContainerdVersion version, String key, Optional<T> value) {
        if (value.isPresent() && !version.isAtLeast(major, minor)) {
            throw wrong(key, "containerd " + version + " has no such setting (" + major + "." + minor
                    + " and later); leave the key out, or use another containerd");
        }
        return value;
    }

    private ConfigurationException wrong(String key, String message) {
        return new ConfigurationException(ConfigKeys.key(prefix + "." + key), message);
    }
}
