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
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.GrpcSocket;
import io.quarkiverse.containerd.runtime.config.TracingConfig.Protocol;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.files.CniFiles;
import io.quarkiverse.containerd.runtime.render.files.HostsDirectory;
import io.quarkiverse.containerd.runtime.render.toml.GoDuration;
import io.quarkiverse.containerd.runtime.render.toml.Toml;

/** The values of settings that come from more than one key, or take another form than theirs. */
final class ComputedValues {

    private static final String OVERLAYFS = "overlayfs";
    private static final int CONTAINERD_2 = 2;
    /** The version of the schema in which the servers are plugins. */
    private static final int SERVER_PLUGINS = 4;
    /** Plugins that containerd 2.0 has given other names. */
    private static final Map<String, String> RENAMED_PLUGINS = Map.of(
            "io.containerd.internal.v1.restart", "io.containerd.monitor.container.v1.restart",
            "io.containerd.monitor.v1.cgroups", "io.containerd.monitor.task.v1.cgroups");

    private ComputedValues() {
    }

    private static Optional<JsonNode> number(int number) {
        return Optional.of(IntNode.valueOf(number));
    }

    static Optional<JsonNode> schema(RenderContext context) {
        return number(context.schema());
    }

    static Function<RenderContext, Optional<JsonNode>> constant(String text) {
        return context -> Optional.of(TextNode.valueOf(text));
    }

    static Optional<JsonNode> disabledPlugins(RenderContext context) {
        return Optional.of(Toml.array(disabled(context)));
    }

    static Optional<JsonNode> requiredPlugins(RenderContext context) {
        TreeSet<String> disabled = disabled(context);
        return Optional.of(Toml.array(context.config().plugins().required().orElse(List.of()).stream()
                .map(plugin -> named(plugin, context.version())).filter(plugin -> !disabled.contains(plugin)).toList()));
    }

    private static TreeSet<String> disabled(RenderContext context) {
        TreeSet<String> disabled = new TreeSet<>();
        context.config().plugins().disabled().orElse(List.of())
                .forEach(plugin -> disabled.add(named(plugin, context.version())));
        if (!context.criEnabled()) {
            disabled.add(ContainerdSettings.CRI);
        }
        return disabled;
    }

    private static String named(String configured, ContainerdVersion version) {
        String plugin = ContainerdSettings.fullName(configured);
        if (version.major() >= CONTAINERD_2) {
            return RENAMED_PLUGINS.getOrDefault(plugin, plugin);
        }
        return RENAMED_PLUGINS.entrySet().stream().filter(renamed -> renamed.getValue().equals(plugin)).findFirst()
                .map(Map.Entry::getKey).orElse(plugin);
    }

    static Optional<JsonNode> grpcAddress(RenderContext context) {
        return Optional.of(TextNode.valueOf(GrpcSocket.of(context.config()).bound().toString()));
    }

    static Optional<JsonNode> ttrpcAddress(RenderContext context) {
        return Optional.of(TextNode.valueOf(context.config().grpc().address() + ".ttrpc"));
    }

    /**
     * Until version 4 of the schema containerd does this by itself, but with the name that the socket has early; the shims of
     * running pods know the other one.
     */
    static boolean ttrpcFollowsGrpc(RenderContext context) {
        return context.config().ttrpc().address().isEmpty()
                && (context.schema() >= SERVER_PLUGINS || GrpcSocket.of(context.config()).isHeldBack());
    }

    static Optional<JsonNode> oomScore(RenderContext context) {
        return number(context.adapted().oomScore());
    }

    static Optional<JsonNode> restrictOomScoreAdj(RenderContext context) {
        return Optional.of(BooleanNode.valueOf(context.adapted().restrictOomScoreAdj()));
    }

    static Optional<JsonNode> proxyPlugins(RenderContext context) {
        ObjectNode plugins = Toml.table();
        new TreeMap<>(context.config().plugins().proxies()).forEach((name, plugin) -> {
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

    static Optional<JsonNode> timeouts(RenderContext context) {
        ObjectNode timeouts = Toml.table();
        new TreeMap<>(context.config().timeouts().containerd())
                .forEach((name, timeout) -> timeouts.put(name, GoDuration.format(timeout)));
        return nonEmpty(timeouts);
    }

    /** containerd 2.x has one list for what were settings of the shims and their environment. */
    static Optional<JsonNode> shimEnvironment(RenderContext context) {
        List<String> variables = new ArrayList<>();
        if (schedulesCores(context)) {
            variables.add("SCHED_CORE=1");
        }
        new TreeMap<>(context.config().tasks().shimEnvironment()).forEach((name, value) -> variables.add(name + "=" + value));
        return Optional.of(Toml.array(variables));
    }

    static boolean schedulesCores(RenderContext context) {
        return context.config().tasks().schedCore().orElse(false);
    }

    static boolean addsToShims(RenderContext context) {
        return !context.config().tasks().shimEnvironment().isEmpty();
    }

    /** Before OpenTelemetry's own variables were used, an endpoint spoken to by gRPC had no scheme. */
    static Optional<JsonNode> otlpEndpoint(RenderContext context) {
        return context.config().tracing().endpoint().map(endpoint -> TextNode.valueOf(
                byGrpc(context.config()) ? endpoint.getAuthority() : endpoint.toString()));
    }

    static Optional<JsonNode> otlpInsecure(RenderContext context) {
        return context.config().tracing().endpoint().map(URI::getScheme)
                .filter(scheme -> scheme.equals("http") && byGrpc(context.config())).map(scheme -> BooleanNode.TRUE);
    }

    private static boolean byGrpc(ContainerdConfig config) {
        return config.tracing().protocol().filter(Protocol.GRPC::equals).isPresent();
    }

    static boolean samples(RenderContext context) {
        return context.config().tracing().samplingRatio().isPresent();
    }

    static Optional<JsonNode> nriDisabled(RenderContext context) {
        return Optional.of(BooleanNode.valueOf(!context.config().nri().enabled()));
    }

    static Optional<JsonNode> snapshotter(RenderContext context) {
        return Optional.of(TextNode.valueOf(context.adapted().snapshotter()));
    }

    static Optional<JsonNode> cniBinDir(RenderContext context) {
        return Optional.of(TextNode.valueOf(context.adapted().cniBinDir().toString()));
    }

    static Optional<JsonNode> cniBinDirs(RenderContext context) {
        return Optional.of(JsonNodeFactory.instance.arrayNode().add(context.adapted().cniBinDir().toString()));
    }

    static Optional<JsonNode> cniTemplate(RenderContext context) {
        return new CniFiles(context.config().cni()).template().map(template -> TextNode.valueOf(template.toString()));
    }

    static Optional<JsonNode> defaultRuntime(RenderContext context) {
        return context.adapted().runtimes().renderedDefault().map(TextNode::valueOf);
    }

    static Optional<JsonNode> runtimes(RenderContext context) {
        ObjectNode runtimes = Toml.table();
        context.adapted().runtimes().rendered().forEach((name, handler) -> runtimes.set(name, handler.table().deepCopy()));
        return Optional.of(runtimes);
    }

    /** containerd takes the handler of this name for untrusted pods; the table it had for them once is gone in 2.0. */
    static Optional<JsonNode> untrustedRuntime(RenderContext context) {
        return context.config().pods().untrustedRuntime().map(name -> {
            var handlers = context.adapted().runtimes().handlers();
            if (!handlers.containsKey(name)) {
                throw new ConfigurationException(key("untrusted-runtime"),
                        "there is no runtime handler '" + name + "', only " + handlers.keySet()
                                + "; use one of them, or configure " + entry("runtimes", name));
            }
            return handlers.get(name).table().deepCopy();
        });
    }

    /** The transfer service unpacks for the snapshotters in its list only, and that has overlayfs alone. */
    static Optional<JsonNode> unpackConfig(RenderContext context) {
        Set<String> snapshotters = new LinkedHashSet<>(List.of(context.adapted().snapshotter()));
        snapshotters.addAll(handlerSnapshotters(context).values());
        if (!context.criEnabled() || !context.pullsByTransferService() || snapshotters.equals(Set.of(OVERLAYFS))) {
            return Optional.empty();
        }
        ArrayNode list = Toml.table().arrayNode();
        // without an architecture containerd takes the machine's
        snapshotters.forEach(
                snapshotter -> list.add(Toml.table().put("platform", "linux").put("snapshotter", snapshotter)));
        return Optional.of(list);
    }

    /** containerd 2.x asks its plugin of images, not that of runtimes, which snapshotter an image is unpacked for. */
    static Optional<JsonNode> runtimePlatforms(RenderContext context) {
        ObjectNode platforms = Toml.table();
        handlerSnapshotters(context)
                .forEach((name, snapshotter) -> platforms.putObject(name).put("snapshotter", snapshotter));
        return nonEmpty(platforms);
    }

    private static SortedMap<String, String> handlerSnapshotters(RenderContext context) {
        SortedMap<String, String> snapshotters = new TreeMap<>();
        context.adapted().runtimes().handlers().forEach((name, handler) -> handler.snapshotter()
                .ifPresent(snapshotter -> snapshotters.put(name, snapshotter)));
        return snapshotters;
    }

    static Optional<JsonNode> useLocalImagePull(RenderContext context) {
        Optional<Boolean> configured = context.config().cri().images().useLocalImagePull();
        Optional<String> reason = context.localPullReason();
        if (configured.isPresent() && !configured.get() && reason.isPresent()) {
            throw new ConfigurationException(key("cri.images.use-local-image-pull"), "false does not go with " + reason.get()
                    + ", which only the CRI plugin's own way of pulling can do; leave the key out");
        }
        return configured.or(() -> reason.map(name -> true)).map(BooleanNode::valueOf);
    }

    static Optional<JsonNode> registryDirectory(RenderContext context) {
        return HostsDirectory.path(context.config()).map(directory -> TextNode.valueOf(directory.toString()));
    }

    private static Optional<JsonNode> nonEmpty(ObjectNode table) {
        return table.isEmpty() ? Optional.empty() : Optional.of(table);
    }
}
