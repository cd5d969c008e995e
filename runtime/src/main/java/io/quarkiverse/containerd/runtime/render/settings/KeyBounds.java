package io.quarkiverse.containerd.runtime.render.settings;

import static io.quarkiverse.containerd.runtime.render.settings.BoundedKey.inList;
import static io.quarkiverse.containerd.runtime.render.settings.BoundedKey.inMap;
import static io.quarkiverse.containerd.runtime.render.settings.BoundedKey.names;
import static io.quarkiverse.containerd.runtime.render.settings.BoundedKey.of;
import static io.quarkiverse.containerd.runtime.render.settings.BoundedKey.optional;
import static io.quarkiverse.containerd.runtime.render.settings.BoundedKey.values;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.ABSOLUTE_PATH;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.ARCHIVE_GLOB;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.GLOB;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.HTTP_URL;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.IMAGE_NAME_PATTERN;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.NOT_NEGATIVE;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.PLATFORMS;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.POD_RANGE;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.POSITIVE;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.PROBE_URL;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.ROUTE;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.SEARCH_DIRECTORY;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.SIGNAL;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.SOCKET;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.VARIABLE_NAME;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.absolutePath;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.decimal;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.each;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.integer;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.oneOf;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.size;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.zeroOr;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.boxed;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.quarkiverse.containerd.runtime.config.ChildProcessConfig;
import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.PluginsConfig;
import io.quarkiverse.containerd.runtime.config.RegistryConfig;
import io.quarkiverse.containerd.runtime.config.RegistryHostConfig;
import io.quarkiverse.containerd.runtime.config.RuntimeHandlerConfig;

/**
 * The bounds of all keys. Those of containerd's settings stand in their rows of {@link ContainerdSettings}; here are those of
 * the daemon's own keys, and of the keys in maps and lists.
 */
public final class KeyBounds {

    private static final int MANY = Integer.MAX_VALUE;
    /** zstd can be bounded to no smaller window, in bytes. */
    private static final int SMALLEST_WINDOW = 1024;

    /** Directories stand before the files that lie in them by default, so that an error names the directory. */
    private static final List<BoundedKey<ContainerdConfig>> ALL = Stream.of(
            daemon(), ContainerdSettings.ALL.stream().flatMap(setting -> setting.bounds().stream()),
            network(), gvisor(), preseed(), supervision(), maps()).flatMap(keys -> keys).toList();

    private KeyBounds() {
    }

    /** @throws ConfigurationException naming the key of the first value that is out of its bounds */
    public static void check(ContainerdConfig config) {
        ALL.forEach(key -> key.check().check(config, ConfigKeys.key("")));
    }

    /** Checks the path of a socket that containerd derives from the one of a key. */
    public static void checkSocket(String name, String socket) {
        Bounds.SOCKET.check(ConfigKeys.key(name), Path.of(socket));
    }

    /**
     * Returns the allowed values of each bounded key in words; {@code *} stands for the names of a map and the indexes of a
     * list.
     */
    static Map<String, String> allowed() {
        Map<String, String> allowed = new LinkedHashMap<>();
        ALL.forEach(key -> allowed.put(key.name(), key.allowed()));
        return allowed;
    }

    private static Stream<BoundedKey<ContainerdConfig>> daemon() {
        return Stream.of(
                of("run-directory", ABSOLUTE_PATH, c -> c.directories().run()),
                optional("executable", absolutePath("an absolute path, or leave the key out to search "
                        + ConfigKeys.key("path")), c -> c.process().executable()),
                of("path", each(SEARCH_DIRECTORY), c -> c.process().path()),
                names("environment", VARIABLE_NAME, c -> c.process().environment()),
                of("temp", ABSOLUTE_PATH, c -> c.directories().temp()),
                of("config-file", ABSOLUTE_PATH, c -> c.configFile().path()),
                optional("config-fragments", each(ABSOLUTE_PATH), c -> c.configFile().fragments()),
                of("timeouts.start", POSITIVE, c -> c.timeouts().start()),
                optional("timeouts.max-start", POSITIVE, c -> c.timeouts().maxStart()),
                of("timeouts.stop", NOT_NEGATIVE, c -> c.timeouts().stop()),
                of("health.interval", POSITIVE, c -> c.health().interval()),
                of("health.timeout", POSITIVE, c -> c.health().timeout()),
                of("health.restart-after", NOT_NEGATIVE, c -> c.health().restartAfter()),
                of("control.socket", SOCKET, c -> c.control().socket()),
                of("logs.journal-size", integer(1, MANY), c -> c.logs().journalSize()),
                of("logs.line-limit", size(1, MANY), c -> c.logs().lineLimit()),
                of("logs.forward-capacity", integer(1, MANY), c -> c.logs().forwardCapacity()));
    }

    private static Stream<BoundedKey<ContainerdConfig>> network() {
        return Stream.of(
                optional("cni.subnets", each(POD_RANGE), c -> c.cni().subnets()),
                optional("cni.routes", each(ROUTE), c -> c.cni().routes()),
                of("cni.mtu", zeroOr(68, 65535), c -> c.cni().mtu()),
                optional("cni.link-group", integer(0, MANY), c -> boxed(c.cni().linkGroup())),
                of("cni.ipam-data-directory", ABSOLUTE_PATH, c -> c.cni().ipamDataDirectory()));
    }

    private static Stream<BoundedKey<ContainerdConfig>> gvisor() {
        return Stream.of(
                of("runsc.root", ABSOLUTE_PATH, c -> c.runsc().root()),
                of("runsc.config-file", ABSOLUTE_PATH, c -> c.runsc().configFile()),
                of("runsc.wrapper-file", ABSOLUTE_PATH, c -> c.runsc().wrapperFile()),
                of("runsc.fifo", ABSOLUTE_PATH, c -> c.runsc().fifo()),
                of("runsc.log-rate", integer(0, 1_000_000), c -> c.runsc().logRate()));
    }

    private static Stream<BoundedKey<ContainerdConfig>> preseed() {
        return Stream.of(
                of("preseed.directory", ABSOLUTE_PATH, c -> c.preseed().directory()),
                of("preseed.spool-directory", ABSOLUTE_PATH, c -> c.preseed().spoolDirectory()),
                optional("preseed.required", each(ARCHIVE_GLOB), c -> c.preseed().required()),
                optional("preseed.unpack", each(GLOB), c -> c.preseed().unpack()),
                optional("preseed.pin", each(GLOB), c -> c.preseed().pin()),
                optional("preseed.platforms", PLATFORMS, c -> c.preseed().platforms()),
                of("preseed.parallelism", integer(1, 64), c -> c.preseed().parallelism()),
                optional("preseed.bandwidth", size(1, Long.MAX_VALUE), c -> c.preseed().bandwidth()),
                optional("preseed.verify-rate", size(1, Long.MAX_VALUE), c -> c.preseed().verifyRate()),
                of("preseed.lease-expiry", POSITIVE, c -> c.preseed().leaseExpiry()),
                of("preseed.disk-reserve", integer(0, 90), c -> c.preseed().diskReserve()),
                of("preseed.quiet-period", POSITIVE, c -> c.preseed().quietPeriod()),
                of("preseed.pull-timeout", POSITIVE, c -> c.preseed().pullTimeout()),
                of("preseed.limits.entries", integer(1, MANY), c -> c.preseed().limits().entries()),
                of("preseed.limits.images", integer(1, MANY), c -> c.preseed().limits().images()),
                of("preseed.limits.metadata", size(1, MANY), c -> c.preseed().limits().metadata()),
                of("preseed.limits.document", size(1, MANY), c -> c.preseed().limits().document()),
                of("preseed.limits.index-depth", integer(1, 1000), c -> c.preseed().limits().indexDepth()),
                of("preseed.limits.json-depth", integer(1, 1000), c -> c.preseed().limits().jsonDepth()),
                of("preseed.limits.holes", size(0, Long.MAX_VALUE), c -> c.preseed().limits().holes()),
                of("preseed.limits.decompressed", size(0, Long.MAX_VALUE), c -> c.preseed().limits().decompressed()),
                of("preseed.limits.window", size(SMALLEST_WINDOW, MANY), c -> c.preseed().limits().window()));
    }

    private static Stream<BoundedKey<ContainerdConfig>> supervision() {
        return Stream.of(
                of("supervisor.initial-backoff", POSITIVE, c -> c.supervisor().initialBackoff()),
                of("supervisor.max-backoff", POSITIVE, c -> c.supervisor().maxBackoff()),
                of("supervisor.multiplier", decimal(1, 100), c -> c.supervisor().multiplier()),
                of("supervisor.jitter", decimal(0, 1), c -> c.supervisor().jitter()),
                of("supervisor.reset-after", NOT_NEGATIVE, c -> c.supervisor().resetAfter()),
                of("supervisor.cancel-timeout", POSITIVE, c -> c.supervisor().cancelTimeout()),
                of("supervisor.shutdown-timeout", POSITIVE, c -> c.supervisor().shutdownTimeout()),
                of("devservices.start-timeout", NOT_NEGATIVE, c -> c.devservices().startTimeout()));
    }

    private static Stream<BoundedKey<ContainerdConfig>> maps() {
        List<BoundedKey<PluginsConfig.Proxy>> proxy = List.of(of("address", ABSOLUTE_PATH, PluginsConfig.Proxy::address));
        return Stream.of(
                Stream.of(optional("peer-mirror", HTTP_URL, (ContainerdConfig c) -> c.registries().peerMirror())),
                Stream.of(values("timeouts.containerd", NOT_NEGATIVE, (ContainerdConfig c) -> c.timeouts().containerd()),
                        names("tasks.shim-environment", VARIABLE_NAME, (ContainerdConfig c) -> c.tasks().shimEnvironment()),
                        values("preseed.allowed-names", each(IMAGE_NAME_PATTERN),
                                (ContainerdConfig c) -> c.preseed().allowedNames())),
                inMap("proxy-plugins", (ContainerdConfig c) -> c.plugins().proxies(), proxy),
                inMap("runtimes", (ContainerdConfig c) -> c.pods().runtimes(), handler()),
                inMap("registries", (ContainerdConfig c) -> c.registries().byName(), registry()),
                inMap("processes", (ContainerdConfig c) -> c.processes(), process())).flatMap(keys -> keys);
    }

    private static List<BoundedKey<ChildProcessConfig>> process() {
        return List.of(
                names("environment", VARIABLE_NAME, ChildProcessConfig::environment),
                optional("pass-environment", each(VARIABLE_NAME), ChildProcessConfig::passEnvironment),
                of("directory", ABSOLUTE_PATH, ChildProcessConfig::directory),
                of("stop-signal", SIGNAL, ChildProcessConfig::stopSignal),
                optional("ready.http", PROBE_URL, process -> process.ready().http()),
                optional("ready.socket", SOCKET, process -> process.ready().socket()),
                optional("ready.port", integer(1, 65535), process -> boxed(process.ready().port())),
                of("probe.interval", POSITIVE, process -> process.probe().interval()),
                of("probe.timeout", POSITIVE, process -> process.probe().timeout()),
                of("probe.restart-after", NOT_NEGATIVE, process -> process.probe().restartAfter()),
                of("timeouts.start", POSITIVE, process -> process.timeouts().start()),
                optional("timeouts.max-start", POSITIVE, process -> process.timeouts().maxStart()),
                of("timeouts.stop", NOT_NEGATIVE, process -> process.timeouts().stop()));
    }

    private static List<BoundedKey<RuntimeHandlerConfig>> handler() {
        return List.of(
                optional("shim", ABSOLUTE_PATH, RuntimeHandlerConfig::shim),
                optional("binary-name", ABSOLUTE_PATH, RuntimeHandlerConfig::binaryName),
                optional("root", ABSOLUTE_PATH, RuntimeHandlerConfig::root),
                optional("base-runtime-spec", ABSOLUTE_PATH, RuntimeHandlerConfig::baseRuntimeSpec),
                optional("cni-conf-dir", ABSOLUTE_PATH, RuntimeHandlerConfig::cniConfDir),
                optional("cni-max-conf-num", integer(0, MANY), handler -> boxed(handler.cniMaxConfNum())),
                optional("sandboxer", oneOf("podsandbox", "shim"), RuntimeHandlerConfig::sandboxer),
                optional("io-type", oneOf("fifo", "streaming"), RuntimeHandlerConfig::ioType));
    }

    private static List<BoundedKey<RegistryConfig>> registry() {
        Stream<BoundedKey<RegistryConfig>> own = Stream.of(optional("server", HTTP_URL, RegistryConfig::server));
        Stream<BoundedKey<RegistryConfig.Mirror>> mirror = Stream.of(of("url", HTTP_URL, RegistryConfig.Mirror::url));
        return Stream.of(own, KeyBounds.<RegistryConfig> host(),
                inList("mirrors", RegistryConfig::mirrors,
                        Stream.concat(mirror, KeyBounds.<RegistryConfig.Mirror> host()).toList()))
                .flatMap(keys -> keys).toList();
    }

    private static <H extends RegistryHostConfig> Stream<BoundedKey<H>> host() {
        return Stream.of(
                optional("ca", each(ABSOLUTE_PATH), H::ca),
                optional("client-certificate", ABSOLUTE_PATH, H::clientCertificate),
                optional("client-key", ABSOLUTE_PATH, H::clientKey),
                optional("dial-timeout", POSITIVE, H::dialTimeout));
    }
}
