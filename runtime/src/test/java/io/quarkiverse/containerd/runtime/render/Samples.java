package io.quarkiverse.containerd.runtime.render;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.VersionRange;
import io.quarkiverse.containerd.runtime.render.settings.ContainerdSettings;
import io.quarkiverse.containerd.runtime.render.settings.Setting;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Values for each key of containerd's settings, by which configurations are made. */
final class Samples {

    private static final Arbitrary<String> FLAG = Arbitraries.of("true", "false");
    private static final Arbitrary<String> PATH = Arbitraries.of("/a", "/var/lib/some where/x.y", "/ä/\"quoted\"", "/it's");
    private static final Arbitrary<String> NAME = Arbitraries.of("a", "it's", "wörd \"x\"", "a.b/c:d", "x\\y");
    private static final Arbitrary<String> DURATION = Arbitraries.of("0s", "PT0.000000001S", "PT0.0015S", "PT0.25S", "1s",
            "90s", "PT25H0.5S");
    private static final Arbitrary<String> SIZE = Arbitraries.of("0", "1", "512", "16K", "1G");
    private static final Arbitrary<String> COUNT = Arbitraries.integers().between(1, 100_000).map(String::valueOf);
    private static final Arbitrary<String> ID = Arbitraries.integers().between(0, 70_000).map(String::valueOf);
    private static final Arbitrary<String> RATIO = Arbitraries.of("0", "0.02", "0.1", "0.5");
    private static final Arbitrary<String> HOST_AND_PORT = Arbitraries.of("127.0.0.1:1338", "[::1]:0", "localhost:65535", ":9");
    private static final Arbitrary<String> PATHS = Arbitraries.of("/a", "/etc/cdi,/var/run/cdi");

    /** Whole sets of keys that go together, for keys that mean nothing alone. */
    private static final Map<String, List<Map<String, String>>> BUNDLES = Map.of(
            "grpc.tcp.address", List.of(
                    Map.of("grpc.tcp.address", "127.0.0.1:7845"),
                    Map.of("grpc.tcp.address", "127.0.0.1:7845", "grpc.tcp.tls-cert", "/c", "grpc.tcp.tls-key", "/k"),
                    Map.of("grpc.tcp.address", ":1", "grpc.tcp.tls-cert", "/c", "grpc.tcp.tls-key", "/k", "grpc.tcp.tls-ca",
                            "/a"),
                    Map.of("grpc.tcp.address", ":1", "grpc.tcp.tls-cert", "/c", "grpc.tcp.tls-key", "/k", "grpc.tcp.tls-ca",
                            "/a",
                            "grpc.tcp.tls-common-name", "kubelet")),
            "cri.streaming.tls.enabled", List.of(
                    Map.of("cri.streaming.tls.enabled", "false"),
                    Map.of("cri.streaming.tls.enabled", "true"),
                    Map.of("cri.streaming.tls.enabled", "true", "cri.streaming.tls.cert-file", "/c",
                            "cri.streaming.tls.key-file", "/k")),
            "runtimes", List.of(
                    Map.of("runtimes.runc.options.SystemdCgroup", "true"),
                    Map.of("runtimes.\"a.b\".type", "io.containerd.runc.v2", "runtimes.\"a.b\".options.BinaryName", "/x",
                            "runtimes.\"a.b\".options.IoUid", "5", "runtimes.\"a.b\".privileged-without-host-devices", "true"),
                    Map.of("runsc.enabled", "false")),
            "registries", List.of(
                    Map.of("registries.\"docker.io\".mirrors[0].url", "https://mirror:5000"),
                    Map.of("registries.\"r:5000\".username", "u", "registries.\"r:5000\".password", "p\"w"),
                    Map.of("registries._default.mirrors[0].url", "http://m", "registries._default.mirrors[0].identity-token",
                            "t")),
            "proxy-plugins", List.of(
                    Map.of("proxy-plugins.stargz.type", "snapshot", "proxy-plugins.stargz.address", "/run/stargz.sock")),
            "timeouts.containerd", List.of(
                    Map.of("timeouts.containerd.\"io.containerd.timeout.shim.load\"", "5s"),
                    Map.of("timeouts.containerd.\"io.containerd.timeout.task.state\"", "1m30s")),
            "tasks.shim-environment", List.of(
                    Map.of("tasks.shim-environment.OTEL_SERVICE_NAME", "shim", "tasks.shim-environment.A", "=")),
            "timeouts.bolt-open", List.of(Map.of("timeouts.bolt-open", "3s"), Map.of("timeouts.bolt-open", "")));

    /** Settings of a runtime handler, and the first version that knows them. */
    private static final Map<String, VersionRange> HANDLER_SETTINGS = Map.ofEntries(
            Map.entry("shim=/bin/shim", VersionRange.ALL),
            Map.entry("binary-name=/it's/crun", VersionRange.ALL),
            Map.entry("root=/run/x", VersionRange.ALL),
            Map.entry("systemd-cgroup=true", VersionRange.ALL),
            Map.entry("pod-annotations=dev.gvisor.*,a", VersionRange.ALL),
            Map.entry("cni-max-conf-num=2", VersionRange.ALL),
            Map.entry("all-devices-allowed=true", VersionRange.ALL.since("1.7")),
            Map.entry("snapshotter=native", VersionRange.ALL.since("1.7")),
            Map.entry("io-type=streaming", VersionRange.ALL.since("2.0")),
            Map.entry("cgroup-writable=true", VersionRange.ALL.since("2.1")),
            Map.entry("disable-pause-image-pull=true", VersionRange.ALL.since("2.4")));

    /** Keys that take part in a bundle of another one. */
    private static final Set<String> BUNDLED = Set.of("grpc.tcp.tls-cert", "grpc.tcp.tls-key", "grpc.tcp.tls-ca",
            "grpc.tcp.tls-common-name", "cri.streaming.tls.cert-file", "cri.streaming.tls.key-file");

    private static final Map<String, Arbitrary<String>> SINGLE = single();

    private Samples() {
    }

    private static Map<String, Arbitrary<String>> single() {
        Map<String, Arbitrary<String>> values = new HashMap<>();
        List.of("metrics.grpc-histogram", "metrics.no-prometheus", "bolt.no-sync", "tasks.sched-core", "diff.sync-fs",
                "transfer.check-platform-supported", "nri.enabled", "nri.disable-connections",
                "nri.default-validator.enabled", "nri.default-validator.reject-oci-hook-adjustment",
                "nri.default-validator.reject-runtime-default-seccomp-adjustment",
                "nri.default-validator.reject-unconfined-seccomp-adjustment",
                "nri.default-validator.reject-custom-seccomp-adjustment", "nri.default-validator.reject-namespace-adjustment",
                "nri.default-validator.reject-sysctl-adjustment", "overlayfs.upperdir-label",
                "overlayfs.sync-remove", "overlayfs.slow-chown", "runtime-v1.no-shim", "runtime-v1.shim-debug",
                "cri.disable-tcp-service", "cri.restrict-oom-score-adj", "cri.enable-selinux", "cri.disable-apparmor",
                "cri.disable-cgroup", "cri.systemd-cgroup", "cri.disable-hugetlb-controller",
                "cri.tolerate-missing-hugetlb-controller", "cri.disable-proc-mount",
                "cri.device-ownership-from-security-context",
                "cri.ignore-image-defined-volumes", "cri.netns-mounts-under-state-dir", "cri.enable-unprivileged-ports",
                "cri.enable-unprivileged-icmp", "cri.no-pivot", "cri.ignore-rdt-not-enabled-errors",
                "cri.ignore-blockio-not-enabled-errors", "cri.enable-criu", "cri.enable-experimental-restore-via-create",
                "cri.cdi.enabled", "cri.images.pull-with-sync-fs", "cri.images.disable-snapshot-annotations",
                "cri.images.discard-unpacked-layers", "debug.log-trace-id", "cni.setup-serially", "cni.use-internal-loopback")
                .forEach(key -> values.put(key, FLAG));
        List.of("root", "state", "plugin-dir", "grpc.address", "ttrpc.address", "debug.address", "opt.path",
                "tasks.rdt-config-file", "tasks.blockio-config-file", "nri.socket-path",
                "nri.plugin-path",
                "nri.plugin-config-path", "overlayfs.root-path", "image-verifier.bin-dir", "runtime-v1.runtime-root",
                "cni.bin-dir", "cni.conf-dir", "cni.template-file", "cni.own-template", "registry-directory")
                .forEach(key -> values.put(key, PATH.map(path -> path + "/" + key)));
        values.put("tasks.shim-socket-dir", PATH);
        List.of("cri.streaming.address", "cri.unset-seccomp-profile", "cri.images.decryption-key-model", "cgroup.path",
                "runtime-v1.shim", "runtime-v1.runtime", "tracing.service-name",
                "nri.default-validator.required-plugins", "nri.default-validator.tolerate-missing-plugins-annotation")
                .forEach(key -> values.put(key, NAME));
        List.of("gc.schedule-delay", "gc.startup-delay", "restart.interval", "nri.plugin-registration-timeout",
                "nri.plugin-request-timeout", "image-verifier.per-verifier-timeout", "cri.streaming.idle-timeout",
                "cri.drain-exec-sync-io-timeout", "cri.cpu-stats-collect-period", "cri.cpu-stats-retention-period",
                "cri.images.pull-progress-timeout").forEach(key -> values.put(key, DURATION));
        List.of("grpc.uid", "grpc.gid", "ttrpc.uid", "ttrpc.gid", "debug.uid", "debug.gid", "gc.deletion-threshold",
                "gc.mutation-threshold", "cni.max-conf-num", "cri.selinux-category-range").forEach(key -> values.put(key, ID));
        List.of("transfer.max-concurrent-uploaded-layers", "transfer.max-concurrent-unpacks", "image-verifier.max-verifiers",
                "cri.images.max-concurrent-downloads").forEach(key -> values.put(key, COUNT));
        List.of("gc.pause-threshold", "tracing.sampling-ratio").forEach(key -> values.put(key, RATIO));
        List.of("cri.max-container-log-line-size", "cri.images.concurrent-layer-fetch-buffer")
                .forEach(key -> values.put(key, SIZE));
        List.of("grpc.max-recv-message-size", "grpc.max-send-message-size", "grpc.tcp.max-recv-message-size",
                "grpc.tcp.max-send-message-size")
                .forEach(key -> values.put(key, Arbitraries.of("1", "4M", "1G")));
        values.put("metrics.address", HOST_AND_PORT);
        values.put("cri.cdi.spec-dirs", PATHS);
        values.put("oom-score", Arbitraries.of("0", "-999", "1000"));
        values.put("disabled-plugins", Arbitraries.of("io.containerd.snapshotter.v1.zfs",
                "io.containerd.internal.v1.restart,io.containerd.monitor.v1.cgroups", "io.containerd.grpc.v1.cri"));
        values.put("required-plugins", Arbitraries.of("io.containerd.metadata.v1.bolt",
                "io.containerd.metadata.v1.bolt,io.containerd.internal.v1.restart"));
        values.put("sandbox-image", Arbitraries.of("localhost/pause:1", "registry.k8s.io/pause:3.10"));
        values.put("debug.level", Arbitraries.of("trace", "debug", "info", "warn", "error", "fatal", "panic"));
        values.put("cni.ip-pref", Arbitraries.of("ipv4", "ipv6", "cni"));
        values.put("debug.format", Arbitraries.of("text", "json"));
        values.put("bolt.content-sharing-policy", Arbitraries.of("shared", "isolated"));
        values.put("tasks.platforms", Arbitraries.of("linux/amd64", "linux/amd64,linux/arm64"));
        values.put("diff.default-order", Arbitraries.of("walking", "a,walking"));
        values.put("transfer.max-concurrent-downloads", COUNT);
        values.put("transfer.concurrent-layer-fetch-buffer", SIZE);
        values.put("tracing.endpoint", Arbitraries.of("http://127.0.0.1:4318", "https://collector.example/x"));
        values.put("tracing.protocol", Arbitraries.of("http-protobuf", "grpc"));
        values.put("overlayfs.mount-options", Arbitraries.of("volatile", "index=off,userxattr"));
        values.put("snapshotter", Arbitraries.of("overlayfs", "native"));
        values.put("default-runtime", Arbitraries.just("runc"));
        values.put("untrusted-runtime", Arbitraries.just("runc"));
        values.put("cri.streaming.port", Arbitraries.of("0", "10010", "65535"));
        values.put("cri.stats-collect-period", Arbitraries.of("1s", "10s", "1h"));
        values.put("cri.ignore-deprecation-warnings", Arbitraries.of("io.containerd.deprecation/cri-registry-configs"));
        values.put("cri.images.use-local-image-pull", Arbitraries.just("true"));
        values.put("config-version", Arbitraries.just("2"));
        return values;
    }

    /** The keys that there are samples of. */
    static Set<String> keys() {
        Set<String> keys = new TreeSet<>(SINGLE.keySet());
        keys.addAll(BUNDLES.keySet());
        keys.addAll(BUNDLED);
        return keys;
    }

    /** All configurations for a containerd of this version; each key that it knows has a value in about every third. */
    static Arbitrary<Map<String, String>> configurations(ContainerdVersion version) {
        List<Arbitrary<Map<String, String>>> parts = new ArrayList<>(
                new TreeSet<>(keys()).stream().filter(key -> !BUNDLED.contains(key)).filter(key -> known(key, version))
                        .map(key -> part(key, version)).toList());
        parts.add(handler(version));
        return Combinators.combine(parts).as(chosen -> {
            Map<String, String> keys = new TreeMap<>();
            chosen.forEach(keys::putAll);
            if (keys.containsKey("cri.images.max-concurrent-downloads")) {
                keys.remove("transfer.max-concurrent-downloads");
            }
            if (keys.containsKey("cri.images.concurrent-layer-fetch-buffer")) {
                keys.remove("transfer.concurrent-layer-fetch-buffer");
            }
            if (keys.containsKey("config-version")) {
                keys.keySet().removeIf(key -> !fitsSchema2(key, version));
            }
            return keys;
        });
    }

    /** A handler of the user's own. */
    private static Arbitrary<Map<String, String>> handler(ContainerdVersion version) {
        List<String> settings = HANDLER_SETTINGS.entrySet().stream().filter(entry -> entry.getValue().contains(version))
                .map(Map.Entry::getKey).sorted().toList();
        return Arbitraries.subsetOf(settings).map(chosen -> {
            Map<String, String> keys = new TreeMap<>(Map.of("runtimes.\"it's\".type", "io.containerd.runc.v2"));
            chosen.forEach(setting -> keys.put("runtimes.\"it's\"." + setting.split("=")[0], setting.split("=")[1]));
            return keys;
        });
    }

    private static boolean fitsSchema2(String key, ContainerdVersion version) {
        List<Setting> rows = ContainerdSettings.ALL.stream()
                .filter(row -> key.equals(row.name()) || key.startsWith(row.name() + ".")).toList();
        return rows.isEmpty() || rows.stream()
                .anyMatch(row -> row.place(2, version).isPresent() || row.variable().isPresent());
    }

    private static Arbitrary<Map<String, String>> part(String key, ContainerdVersion version) {
        Arbitrary<Map<String, String>> values = BUNDLES.containsKey(key)
                ? Arbitraries.of(BUNDLES.get(key).stream().filter(bundle -> bundle.keySet().stream()
                        .allMatch(name -> ContainerdSettings.rows(name).isEmpty() || known(name, version))).toList())
                : SINGLE.get(key).map(value -> Map.of(key, value));
        return Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(Map.of())),
                Tuple.of(1, values));
    }

    /** Whether Debian's containerd of this version knows a key: its build of 1.6 has no traces. */
    static boolean known(String name, ContainerdVersion version) {
        return !(name.startsWith("tracing.") && !version.isAtLeast(1, 7))
                && ContainerdSettings.rows(name).stream().anyMatch(row -> row.versions().contains(version));
    }

    /** The configuration that an application with these keys has, {@code quarkus.containerd.} left out. */
    static ContainerdConfig config(Map<String, String> keys) {
        Map<String, String> properties = new HashMap<>();
        keys.forEach((key, value) -> properties.put("quarkus.containerd." + key, value));
        return new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withMapping(ContainerdConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build().getConfigMapping(ContainerdConfig.class);
    }
}
