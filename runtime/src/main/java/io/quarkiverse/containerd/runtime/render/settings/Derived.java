package io.quarkiverse.containerd.runtime.render.settings;

import static io.quarkiverse.containerd.runtime.config.ConfigKeys.entry;
import static io.quarkiverse.containerd.runtime.config.ConfigKeys.key;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.TracingConfig.Protocol;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.files.CniFiles;
import io.quarkiverse.containerd.runtime.render.files.RegistryFiles;
import io.quarkiverse.containerd.runtime.render.toml.GoDuration;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/** The values of settings that come from more than one key, or take another form than theirs. */
public final class Derived {

    private static final String OVERLAYFS = "overlayfs";
    private static final int CONTAINERD_2 = 2;
    /** Plugins that containerd 2.0 has given other names. */
    private static final Map<String, String> RENAMED_PLUGINS = Map.of(
            "io.containerd.internal.v1.restart", "io.containerd.monitor.container.v1.restart",
            "io.containerd.monitor.v1.cgroups", "io.containerd.monitor.task.v1.cgroups");

    private Derived() {
    }

    static Optional<JsonNode> number(int number) {
        return Optional.of(IntNode.valueOf(number));
    }

    static Value constant(String text) {
        return (intent, key) -> Optional.of(TextNode.valueOf(text));
    }

    /** Whether containerd will offer the CRI service. */
    public static boolean criEnabled(ContainerdConfig config) {
        return !config.process().userNamespace()
                && !config.plugins().disabled().orElse(List.of()).contains(ContainerdSettings.CRI);
    }

    static Optional<JsonNode> disabledPlugins(Intent intent, String key) {
        return Optional.of(Toml.array(disabled(intent)));
    }

    static Optional<JsonNode> requiredPlugins(Intent intent, String key) {
        TreeSet<String> disabled = disabled(intent);
        return Optional.of(Toml.array(intent.config().plugins().required().orElse(List.of()).stream()
                .map(plugin -> named(plugin, intent.version())).filter(plugin -> !disabled.contains(plugin)).toList()));
    }

    private static TreeSet<String> disabled(Intent intent) {
        TreeSet<String> disabled = new TreeSet<>();
        intent.config().plugins().disabled().orElse(List.of()).forEach(plugin -> disabled.add(named(plugin, intent.version())));
        if (!criEnabled(intent.config())) {
            disabled.add(ContainerdSettings.CRI);
        }
        return disabled;
    }

    private static String named(String plugin, ContainerdVersion version) {
        if (version.major() >= CONTAINERD_2) {
            return RENAMED_PLUGINS.getOrDefault(plugin, plugin);
        }
        return RENAMED_PLUGINS.entrySet().stream().filter(renamed -> renamed.getValue().equals(plugin)).findFirst()
                .map(Map.Entry::getKey).orElse(plugin);
    }

    static Optional<JsonNode> oomScore(Intent intent, String key) {
        return number(intent.adapted().oomScore());
    }

    static Optional<JsonNode> restrictOomScoreAdj(Intent intent, String key) {
        return Optional.of(BooleanNode.valueOf(intent.adapted().restrictOomScoreAdj()));
    }

    static Optional<JsonNode> proxyPlugins(Intent intent, String key) {
        ObjectNode plugins = Toml.table();
        new TreeMap<>(intent.config().plugins().proxies()).forEach((name, plugin) -> {
            Require.absolute(entry("proxy-plugins", name) + ".address", plugin.address());
            ObjectNode table = plugins.putObject(name);
            table.put("type", plugin.type());
            table.put("address", plugin.address().toString());
            plugin.platform().ifPresent(platform -> table.put("platform", platform));
            if (!plugin.exports().isEmpty()) {
                new TreeMap<>(plugin.exports()).forEach(table.putObject("exports")::put);
            }
            plugin.capabilities().ifPresent(words -> table.set("capabilities", Toml.array(words)));
        });
        return nonEmpty(plugins);
    }

    static Optional<JsonNode> timeouts(Intent intent, String key) {
        ObjectNode timeouts = Toml.table();
        new TreeMap<>(intent.config().timeouts().containerd()).forEach((name, timeout) -> {
            Require.notNegative(entry("timeouts.containerd", name), timeout);
            timeouts.put(name, GoDuration.format(timeout));
        });
        return nonEmpty(timeouts);
    }

    /** containerd 2.x has one list for what were settings of the shims and their environment. */
    static Optional<JsonNode> shimEnvironment(Intent intent, String key) {
        List<String> variables = new ArrayList<>();
        if (schedulesCores(intent)) {
            variables.add("SCHED_CORE=1");
        }
        new TreeMap<>(intent.config().tasks().shimEnvironment()).forEach((name, value) -> variables.add(name + "=" + value));
        return Optional.of(Toml.array(variables));
    }

    static boolean schedulesCores(Intent intent) {
        return intent.config().tasks().schedCore().orElse(false);
    }

    static boolean addsToShims(Intent intent) {
        return !intent.config().tasks().shimEnvironment().isEmpty();
    }

    /** Before OpenTelemetry's own variables were used, an endpoint spoken to by gRPC had no scheme. */
    static Optional<JsonNode> otlpEndpoint(Intent intent, String key) {
        return intent.config().tracing().endpoint().map(endpoint -> TextNode.valueOf(
                byGrpc(intent.config()) ? endpoint.getAuthority() : endpoint.toString()));
    }

    static Optional<JsonNode> otlpInsecure(Intent intent, String key) {
        return intent.config().tracing().endpoint().map(URI::getScheme)
                .filter(scheme -> scheme.equals("http") && byGrpc(intent.config())).map(scheme -> BooleanNode.TRUE);
    }

    private static boolean byGrpc(ContainerdConfig config) {
        return config.tracing().protocol().filter(Protocol.GRPC::equals).isPresent();
    }

    static boolean samples(Intent intent) {
        return intent.config().tracing().samplingRatio().isPresent();
    }

    static Optional<JsonNode> nriDisabled(Intent intent, String key) {
        return Optional.of(BooleanNode.valueOf(!intent.config().nri().enabled()));
    }

    static Optional<JsonNode> snapshotter(Intent intent, String key) {
        return Optional.of(TextNode.valueOf(intent.adapted().snapshotter()));
    }

    static Optional<JsonNode> cniBinDir(Intent intent, String key) {
        return Optional.of(TextNode.valueOf(intent.adapted().cniBinDir().toString()));
    }

    static Optional<JsonNode> cniBinDirs(Intent intent, String key) {
        return Optional.of(JsonNodeFactory.instance.arrayNode().add(intent.adapted().cniBinDir().toString()));
    }

    static Optional<JsonNode> cniTemplate(Intent intent, String key) {
        return new CniFiles(intent.config().cni()).template().map(template -> TextNode.valueOf(template.toString()));
    }

    static Optional<JsonNode> runtimes(Intent intent, String key) {
        ObjectNode runtimes = Toml.table();
        intent.adapted().runtimes().handlers().forEach((name, handler) -> runtimes.set(name, handler.table().deepCopy()));
        return Optional.of(runtimes);
    }

    /** containerd takes the handler of this name for untrusted pods; the table it had for them once is gone in 2.0. */
    static Optional<JsonNode> untrustedRuntime(Intent intent, String key) {
        return intent.config().pods().untrustedRuntime().map(name -> {
            var handlers = intent.adapted().runtimes().handlers();
            if (!handlers.containsKey(name)) {
                throw new ConfigurationException(key, "there is no runtime handler '" + name + "', only " + handlers.keySet()
                        + "; use one of them, or configure " + entry("runtimes", name));
            }
            return handlers.get(name).table().deepCopy();
        });
    }

    /** The transfer service unpacks for the snapshotters in its list only, and that has overlayfs alone. */
    static Optional<JsonNode> unpackConfig(Intent intent, String key) {
        Set<String> snapshotters = new LinkedHashSet<>(List.of(intent.adapted().snapshotter()));
        snapshotters.addAll(handlerSnapshotters(intent).values());
        if (!criEnabled(intent.config()) || !intent.pullsByTransferService() || snapshotters.equals(Set.of(OVERLAYFS))) {
            return Optional.empty();
        }
        ArrayNode list = Toml.table().arrayNode();
        // without an architecture containerd takes the machine's
        snapshotters.forEach(
                snapshotter -> list.add(Toml.table().put("platform", "linux").put("snapshotter", snapshotter)));
        return Optional.of(list);
    }

    /** containerd 2.x asks its plugin of images, not that of runtimes, which snapshotter an image is unpacked for. */
    static Optional<JsonNode> runtimePlatforms(Intent intent, String key) {
        ObjectNode platforms = Toml.table();
        handlerSnapshotters(intent)
                .forEach((name, snapshotter) -> platforms.putObject(name).put("snapshotter", snapshotter));
        return nonEmpty(platforms);
    }

    private static SortedMap<String, String> handlerSnapshotters(Intent intent) {
        SortedMap<String, String> snapshotters = new TreeMap<>();
        intent.adapted().runtimes().handlers().forEach((name, handler) -> handler.snapshotter()
                .ifPresent(snapshotter -> snapshotters.put(name, snapshotter)));
        return snapshotters;
    }

    static Optional<JsonNode> useLocalImagePull(Intent intent, String key) {
        Optional<Boolean> configured = intent.config().cri().images().useLocalImagePull();
        Optional<String> reason = intent.localPullReason();
        if (configured.isPresent() && !configured.get() && reason.isPresent()) {
            throw new ConfigurationException(key, "false does not go with " + reason.get()
                    + ", which only the CRI plugin's own way of pulling can do; leave the key out");
        }
        return configured.or(() -> reason.map(name -> true)).map(BooleanNode::valueOf);
    }

    static Optional<JsonNode> registryDirectory(Intent intent, String key) {
        return RegistryFiles.directory(intent.config()).map(directory -> {
            Require.absolute(key(RegistryFiles.DIRECTORY), directory);
            return TextNode.valueOf(directory.toString());
        });
    }

    private static Optional<JsonNode> nonEmpty(ObjectNode table) {
        return table.isEmpty() ? Optional.empty() : Optional.of(table);
    }
}
