package io.quarkiverse.containerd.render;

import static io.quarkiverse.containerd.render.ConfigKeys.entry;
import static io.quarkiverse.containerd.render.ConfigKeys.key;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;

import io.quarkiverse.containerd.config.ContainerdConfig;
import io.quarkiverse.containerd.oci.PlatformMatcher;
import io.quarkus.runtime.configuration.MemorySize;

/** Refuses values that cannot work, before anything is written or started. */
public final class ConfigValidation {

    /** The longest socket path that containerd binds, in bytes. */
    /** The smallest window that zstd can be bounded to. */
    private static final int SMALLEST_WINDOW = 1024;
    private static final int SOCKET_PATH_LIMIT = 104;
    /** containerd appends this to the gRPC socket's path for its second socket. */
    private static final String TTRPC_SUFFIX = ".ttrpc";
    private static final int SMALLEST_MTU = 68;
    private static final int LARGEST_MTU = 65535;
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private ConfigValidation() {
    }

    /** @throws ConfigurationException naming the key of the first value that cannot work */
    public static void check(ContainerdConfig config, ContainerdVersion version) {
        schema(config, version);
        paths(config);
        environment(config.environment());
        grpc(config);
        range("oom-score", config.oomScore(), -1000, 1000);
        runtimes(config);
        cni(config.cni());
        timeouts(config);
        preseed(config.preseed());
        supervisor(config.supervisor());
        logs(config.logs());
        positive("health.interval", config.health().interval());
        positive("health.timeout", config.health().timeout());
    }

    private static void schema(ContainerdConfig config, ContainerdVersion version) {
        if (config.configVersion().isEmpty()) {
            return;
        }
        int schema = config.configVersion().getAsInt();
        range("config-version", schema, 2, 3);
        if (schema > version.configSchema()) {
            throw wrong("config-version", "containerd " + version + " reads version " + version.configSchema()
                    + " at most; leave the key out, or use containerd 2.0 or later");
        }
    }

    private static void paths(ContainerdConfig config) {
        config.executable().ifPresent(path -> absolute("executable", path,
                "leave the key out to look for containerd on " + key("path")));
        for (Path directory : config.path()) {
            absolute("path", directory);
            if (directory.toString().indexOf(':') >= 0) {
                throw wrong("path",
                        directory + " contains a colon, which separates the directories of PATH; use another directory");
            }
        }
        absolute("run-directory", config.runDirectory());
        absolute("root", config.root());
        absolute("state", config.state());
        absolute("temp", config.temp());
        absolute("preseed.directory", config.preseed().directory());
        absolute("preseed.spool-directory", config.preseed().spoolDirectory());
        if (config.root().normalize().equals(config.state().normalize())) {
            throw wrong("state", "is the same directory as " + key("root") + "; containerd needs two");
        }
        Map<Path, String> files = new HashMap<>();
        file(files, "config-file", config.configFile());
        file(files, "grpc.address", config.grpc().address());
        if (config.runsc().enabled()) {
            absolute("runsc.root", config.runsc().root());
            file(files, "runsc.config-file", config.runsc().configFile());
            file(files, "runsc.fifo", config.runsc().fifo());
        }
        absolute("cni.bin-dir", config.cni().binDir());
        absolute("cni.conf-dir", config.cni().confDir());
        if (config.cni().enabled()) {
            file(files, "cni.template-file", config.cni().templateFile());
            absolute("cni.ipam-data-directory", config.cni().ipamDataDirectory());
        }
    }

    private static void environment(Map<String, String> environment) {
        for (String name : new TreeMap<>(environment).keySet()) {
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                throw new ConfigurationException(entry("environment", name), "is not a name of an environment variable");
            }
        }
        ownKey(environment, "PATH", "path");
        ownKey(environment, "TMPDIR", "temp");
    }

    private static void ownKey(Map<String, String> environment, String variable, String owner) {
        if (environment.containsKey(variable)) {
            throw new ConfigurationException(entry("environment", variable),
                    "this variable has a key of its own; set " + key(owner) + " instead");
        }
    }

    private static void grpc(ContainerdConfig config) {
        ContainerdConfig.Grpc grpc = config.grpc();
        String socket = grpc.address() + TTRPC_SUFFIX;
        int length = socket.getBytes(StandardCharsets.UTF_8).length;
        if (length > SOCKET_PATH_LIMIT) {
            throw wrong("grpc.address", "the socket path " + socket + " has " + length + " bytes, but a socket's path has "
                    + SOCKET_PATH_LIMIT + " at most; use a shorter directory");
        }
        range("grpc.uid", grpc.uid(), 0, Integer.MAX_VALUE);
        range("grpc.gid", grpc.gid(), 0, Integer.MAX_VALUE);
        if (config.userNamespace()) {
            onlyMappedId("grpc.uid", grpc.uid());
            onlyMappedId("grpc.gid", grpc.gid());
        }
        size("grpc.max-recv-message-size", grpc.maxRecvMessageSize());
        size("grpc.max-send-message-size", grpc.maxSendMessageSize());
    }

    private static void onlyMappedId(String name, int id) {
        if (id != 0) {
            throw wrong(name, id + " does not exist in the user namespace of " + key("user-namespace")
                    + "; use 0, which is the daemon's own user");
        }
    }

    private static void runtimes(ContainerdConfig config) {
        var handlers = RuntimeHandlers.of(config);
        if (!handlers.containsKey(config.defaultRuntime())) {
            throw wrong("default-runtime",
                    "there is no runtime handler '" + config.defaultRuntime() + "', only " + handlers.keySet()
                            + "; use one of them, or configure " + entry("runtimes", config.defaultRuntime()));
        }
    }

    private static void cni(ContainerdConfig.Cni cni) {
        if (cni.mtu() != 0) {
            range("cni.mtu", cni.mtu(), SMALLEST_MTU, LARGEST_MTU);
        }
        range("cni.max-conf-num", cni.maxConfNum(), 0, Integer.MAX_VALUE);
    }

    private static void timeouts(ContainerdConfig config) {
        ContainerdConfig.Timeouts timeouts = config.timeouts();
        positive("timeouts.start", timeouts.start());
        notNegative(key("timeouts.stop"), timeouts.stop());
        timeouts.boltOpen().ifPresent(timeout -> {
            notNegative(key("timeouts.bolt-open"), timeout);
            if (!timeout.isZero() && !config.requiredPlugins().orElse(List.of()).contains(ContainerdToml.BOLT_PLUGIN)) {
                throw wrong("timeouts.bolt-open", "without " + ContainerdToml.BOLT_PLUGIN + " among " + key("required-plugins")
                        + " a containerd whose database is locked goes on without it; add the plugin, or set this key to an empty value");
            }
        });
        new TreeMap<>(timeouts.containerd()).forEach((name, timeout) -> {
            notNegative(entry("timeouts.containerd", name), timeout);
            if (name.equals(ContainerdToml.BOLT_TIMEOUT)) {
                throw new ConfigurationException(entry("timeouts.containerd", name),
                        "this timeout has a key of its own; set " + key("timeouts.bolt-open") + " instead");
            }
        });
    }

    private static void preseed(ContainerdConfig.Preseed preseed) {
        for (String glob : preseed.required().orElse(List.of())) {
            if (glob.startsWith("/")) {
                throw wrong("preseed.required",
                        "'" + glob + "' is absolute, but the globs are relative to " + key("preseed.directory")
                                + "; write k8s.io/*.tar");
            }
            try {
                FileSystems.getDefault().getPathMatcher("glob:" + glob);
            } catch (PatternSyntaxException e) {
                throw wrong("preseed.required", "'" + glob + "' is not a glob: " + e.getDescription());
            }
        }
        range("preseed.parallelism", preseed.parallelism(), 1, 64);
        positive("preseed.lease-expiry", preseed.leaseExpiry());
        try {
            PlatformMatcher.parse(preseed.platforms().orElse(List.of()));
        } catch (IllegalArgumentException e) {
            throw wrong("preseed.platforms", e.getMessage());
        }
        limits(preseed.limits());
    }

    private static void limits(ContainerdConfig.Limits limits) {
        range("preseed.limits.entries", limits.entries(), 1, Integer.MAX_VALUE);
        size("preseed.limits.metadata", limits.metadata());
        size("preseed.limits.document", limits.document());
        range("preseed.limits.index-depth", limits.indexDepth(), 1, 1000);
        range("preseed.limits.json-depth", limits.jsonDepth(), 1, 1000);
        longSize("preseed.limits.holes", limits.holes());
        longSize("preseed.limits.decompressed", limits.decompressed());
        size("preseed.limits.window", limits.window());
        if (limits.window().asLongValue() < SMALLEST_WINDOW) {
            throw wrong("preseed.limits.window", "must not be smaller than " + SMALLEST_WINDOW + " bytes");
        }
    }

    private static void supervisor(ContainerdConfig.Supervisor supervisor) {
        positive("supervisor.initial-backoff", supervisor.initialBackoff());
        positive("supervisor.max-backoff", supervisor.maxBackoff());
        if (supervisor.maxBackoff().compareTo(supervisor.initialBackoff()) < 0) {
            throw wrong("supervisor.max-backoff",
                    supervisor.maxBackoff() + " is shorter than " + key("supervisor.initial-backoff")
                            + "; make it longer");
        }
        range("supervisor.multiplier", supervisor.multiplier(), 1, 100);
        range("supervisor.jitter", supervisor.jitter(), 0, 1);
        notNegative(key("supervisor.reset-after"), supervisor.resetAfter());
        positive("supervisor.cancel-timeout", supervisor.cancelTimeout());
        positive("supervisor.shutdown-timeout", supervisor.shutdownTimeout());
    }

    private static void logs(ContainerdConfig.Logs logs) {
        range("logs.journal-size", logs.journalSize(), 1, Integer.MAX_VALUE);
        size("logs.line-limit", logs.lineLimit());
        range("logs.forward-capacity", logs.forwardCapacity(), 1, Integer.MAX_VALUE);
    }

    private static void file(Map<Path, String> files, String name, Path path) {
        absolute(name, path);
        String other = files.put(path.normalize(), name);
        if (other != null) {
            throw wrong(name, path + " is the file of " + key(other) + " as well; give each a path of its own");
        }
    }

    private static void absolute(String name, Path path) {
        absolute(name, path, "give it from /");
    }

    private static void absolute(String name, Path path, String remedy) {
        if (!path.isAbsolute()) {
            throw wrong(name, "'" + path + "' is not an absolute path; " + remedy);
        }
    }

    private static void positive(String name, Duration duration) {
        notNegative(key(name), duration);
        if (duration.isZero()) {
            throw wrong(name, "must be longer than 0");
        }
    }

    private static void notNegative(String key, Duration duration) {
        if (duration.isNegative()) {
            throw new ConfigurationException(key, duration + " is negative; use 0 or more");
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new ConfigurationException(key, duration + " is too long; use less than 292 years");
        }
    }

    private static void size(String name, MemorySize size) {
        if (size.asBigInteger().signum() <= 0 || size.asBigInteger().bitLength() > 31) {
            throw wrong(name, size.asBigInteger() + " bytes is out of range; use 1 to " + Integer.MAX_VALUE);
        }
    }

    private static void longSize(String name, MemorySize size) {
        if (size.asBigInteger().signum() < 0 || size.asBigInteger().bitLength() > 63) {
            throw wrong(name, size.asBigInteger() + " bytes is out of range; use 0 to " + Long.MAX_VALUE);
        }
    }

    private static void range(String name, int value, int from, int to) {
        if (value < from || value > to) {
            throw wrong(name, value + " is out of range; use " + from + " to " + to);
        }
    }

    private static void range(String name, double value, double from, double to) {
        if (!(value >= from && value <= to)) {
            throw wrong(name, value + " is out of range; use " + from + " to " + to);
        }
    }

    private static ConfigurationException wrong(String name, String message) {
        return new ConfigurationException(key(name), message);
    }
}
