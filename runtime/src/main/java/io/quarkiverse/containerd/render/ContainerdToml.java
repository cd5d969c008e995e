package io.quarkiverse.containerd.render;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.config.ContainerdConfig;

/** containerd's {@code config.toml} in version 2 or 3 of its schema. */
final class ContainerdToml {

    static final String BOLT_PLUGIN = "io.containerd.metadata.v1.bolt";
    static final String BOLT_TIMEOUT = "io.containerd.timeout.bolt.open";
    static final String CRI_PLUGIN = "io.containerd.grpc.v1.cri";
    private static final String CRI_RUNTIME_PLUGIN = "io.containerd.cri.v1.runtime";
    private static final String CRI_IMAGES_PLUGIN = "io.containerd.cri.v1.images";

    private final ContainerdConfig config;
    private final ContainerdVersion version;
    private final int schema;
    private final HostAdaptations adapted;

    ContainerdToml(ContainerdConfig config, ContainerdVersion version, HostAdaptations adapted) {
        this.config = config;
        this.version = version;
        this.schema = config.configVersion().orElse(version.configSchema());
        this.adapted = adapted;
    }

    /** Whether containerd will offer the CRI service. */
    static boolean criEnabled(ContainerdConfig config) {
        return !config.userNamespace() && !config.disabledPlugins().orElse(List.of()).contains(CRI_PLUGIN);
    }

    /** @throws ConfigurationException naming the key of a runtime or free setting that cannot be rendered */
    ObjectNode tree() {
        ObjectNode tree = Toml.table();
        tree.put("version", schema);
        tree.put("root", config.root().toString());
        tree.put("state", config.state().toString());
        plugins(tree);
        tree.put("oom_score", adapted.oomScore());
        grpc(tree.putObject("grpc"));
        timeouts(tree);
        if (criEnabled(config)) {
            ObjectNode plugins = tree.putObject("plugins");
            if (schema == 2) {
                cri2(plugins.putObject(CRI_PLUGIN));
            } else {
                criImages3(plugins.putObject(CRI_IMAGES_PLUGIN));
                criRuntime3(plugins.putObject(CRI_RUNTIME_PLUGIN));
            }
        }
        TomlOverlay.merge(tree, config.toml());
        return tree;
    }

    private void plugins(ObjectNode tree) {
        TreeSet<String> disabled = new TreeSet<>(config.disabledPlugins().orElse(List.of()));
        if (!criEnabled(config)) {
            disabled.add(CRI_PLUGIN);
        }
        disabled.forEach(tree.putArray("disabled_plugins")::add);
        ArrayNode required = tree.putArray("required_plugins");
        config.requiredPlugins().orElse(List.of()).stream().filter(plugin -> !disabled.contains(plugin)).forEach(required::add);
    }

    private void grpc(ObjectNode grpc) {
        grpc.put("address", config.grpc().address().toString());
        grpc.put("uid", config.grpc().uid());
        grpc.put("gid", config.grpc().gid());
        grpc.put("max_recv_message_size", config.grpc().maxRecvMessageSize().asLongValue());
        grpc.put("max_send_message_size", config.grpc().maxSendMessageSize().asLongValue());
    }

    private void timeouts(ObjectNode tree) {
        Map<String, String> timeouts = new TreeMap<>();
        config.timeouts().containerd().forEach((name, timeout) -> timeouts.put(name, GoDuration.format(timeout)));
        config.timeouts().boltOpen().ifPresent(timeout -> timeouts.put(BOLT_TIMEOUT, GoDuration.format(timeout)));
        if (!timeouts.isEmpty()) {
            timeouts.forEach(tree.putObject("timeouts")::put);
        }
    }

    private void cri2(ObjectNode cri) {
        config.sandboxImage().ifPresent(image -> cri.put("sandbox_image", image));
        cri.put("restrict_oom_score_adj", adapted.restrictOomScoreAdj());
        ObjectNode containerd = cri.putObject("containerd");
        containerd.put("snapshotter", adapted.snapshotter());
        runtimes(containerd);
        cni(cri.putObject("cni"));
    }

    private void criImages3(ObjectNode images) {
        images.put("snapshotter", adapted.snapshotter());
        config.sandboxImage().ifPresent(image -> images.putObject("pinned_images").put("sandbox", image));
    }

    private void criRuntime3(ObjectNode runtime) {
        runtime.put("restrict_oom_score_adj", adapted.restrictOomScoreAdj());
        runtimes(runtime.putObject("containerd"));
        cni(runtime.putObject("cni"));
    }

    private void runtimes(ObjectNode containerd) {
        containerd.put("default_runtime_name", config.defaultRuntime());
        ObjectNode runtimes = containerd.putObject("runtimes");
        adapted.runtimes().handlers().forEach((name, handler) -> runtimes.set(name, handler.table()));
    }

    private void cni(ObjectNode cni) {
        String binDir = config.cni().binDir().toString();
        // containerd 2.1 has replaced bin_dir by a list and warns about the old name
        if (schema == 3 && version.isAtLeast(2, 1)) {
            cni.putArray("bin_dirs").add(binDir);
        } else {
            cni.put("bin_dir", binDir);
        }
        cni.put("conf_dir", config.cni().confDir().toString());
        cni.put("max_conf_num", config.cni().maxConfNum());
        new CniFiles(config.cni()).template().ifPresent(template -> cni.put("conf_template", template.toString()));
    }
}
