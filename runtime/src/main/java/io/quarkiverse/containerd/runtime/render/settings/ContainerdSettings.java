package io.quarkiverse.containerd.runtime.render.settings;

import static io.quarkiverse.containerd.runtime.render.settings.Bounds.ABSOLUTE_PATH;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.HTTP_URL;
import static io.quarkiverse.containerd.runtime.render.settings.Bounds.REGISTRY_DIRECTORY;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.boxed;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.choice;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.decimal;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.duration;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.flag;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.hostAndPort;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.imageReference;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.integer;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.path;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.paths;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.port;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.seconds;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.shimSockets;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.size;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.socket;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.text;
import static io.quarkiverse.containerd.runtime.render.settings.TypedValue.texts;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;
import io.quarkiverse.containerd.runtime.render.facts.VersionRange;
import io.quarkus.runtime.configuration.MemorySize;

/**
 * The place of each key of {@code quarkus.containerd} in containerd's {@code config.toml}, in versions 2, 3 and 4 of its
 * schema, and the versions of containerd that know it: the one table that the file and the reference pages are made of.
 * Places and versions are those of containerd's sources, releases 1.6.0 to 2.4.
 */
public final class ContainerdSettings {

    public static final String BOLT = "io.containerd.metadata.v1.bolt";
    public static final String BOLT_TIMEOUT = "io.containerd.timeout.bolt.open";
    /** All of CRI in version 2 of the schema; in version 3 its server only. */
    public static final String CRI = "io.containerd.grpc.v1.cri";
    public static final String CRI_RUNTIME = "io.containerd.cri.v1.runtime";
    public static final String CRI_IMAGES = "io.containerd.cri.v1.images";
    public static final List<String> CRI_PLUGINS = List.of(CRI, CRI_RUNTIME, CRI_IMAGES);

    private static final String DEBUG = "io.containerd.server.v1.debug";
    private static final String DEFAULT_VALIDATOR = "default_validator";
    private static final String DIFF = "io.containerd.service.v1.diff-service";
    private static final String GC = "io.containerd.gc.v1.scheduler";
    private static final String GRPC = "io.containerd.server.v1.grpc";
    private static final String GRPC_PROMETHEUS = "io.containerd.metrics.v1.grpc-prometheus";
    private static final String GRPC_TCP = "io.containerd.server.v1.grpc-tcp";
    private static final String IMAGE_VERIFIER = "io.containerd.image-verifier.v1.bindir";
    private static final String METRICS = "io.containerd.server.v1.metrics";
    private static final String NRI = "io.containerd.nri.v1.nri";
    private static final String OPT = "io.containerd.internal.v1.opt";
    private static final String OTLP = "io.containerd.tracing.processor.v1.otlp";
    private static final String OVERLAYFS = "io.containerd.snapshotter.v1.overlayfs";
    private static final String RUNTIME_V1 = "io.containerd.runtime.v1.linux";
    private static final String SHIM = "io.containerd.shim.v1.manager";
    private static final String TASK = "io.containerd.runtime.v2.task";
    private static final String TASKS = "io.containerd.service.v1.tasks-service";
    private static final String TRACING = "io.containerd.internal.v1.tracing";
    private static final String TRANSFER = "io.containerd.transfer.v1.local";
    private static final String TTRPC = "io.containerd.server.v1.ttrpc";

    private static final int MANY = Integer.MAX_VALUE;
    /** From this version on containerd takes the settings of traces from its environment, and warns about those in the file. */
    private static final String TRACING_BY_ENVIRONMENT = "1.7.19";

    /**
     * A part of the table.
     *
     * @param title its title on the reference page
     */
    public record Section(String title, List<Setting> rows) {
    }

    public static final List<Section> SECTIONS = List.of(new Section("Server", server()), new Section("Plugins", plugins()),
            new Section("CRI", cri()), new Section("Registries", registries()));
    public static final List<Setting> ALL = SECTIONS.stream().flatMap(section -> section.rows().stream()).toList();

    private static final String CRI_IN_SHORT = "cri";

    private ContainerdSettings() {
    }

    /** Returns the full name of a plugin; that of CRI is still widely abbreviated to {@code cri}. */
    static String fullName(String plugin) {
        return plugin.equals(CRI_IN_SHORT) ? CRI : plugin;
    }

    /** The rows of a key. */
    public static List<Setting> rows(String name) {
        return ALL.stream().filter(setting -> setting.name().equals(name)).toList();
    }

    /** Returns the versions that know a key in words; empty for all. */
    public static String versions(String name) {
        List<VersionRange> ranges = rows(name).stream().map(Setting::versions).distinct().toList();
        boolean all = ranges.contains(VersionRange.ALL)
                || ranges.stream().anyMatch(range -> range.since().isEmpty())
                        && ranges.stream().anyMatch(range -> range.until().isEmpty());
        return all ? "" : ranges.stream().map(VersionRange::toString).collect(Collectors.joining(" or "));
    }

    private static List<Setting> server() {
        return List.of(
                Setting.computed("config-version", ComputedValues::schema)
                        .within(Bounds.integer(2, ContainerdFacts.NEWEST_SCHEMA), c -> boxed(c.configFile().version()))
                        .at("version"),
                Setting.of("root", path(c -> Optional.of(c.directories().root()))).at("root"),
                Setting.of("state", path(c -> Optional.of(c.directories().state()))).at("state"),
                Setting.of("plugin-dir", path(c -> c.plugins().directory())).at("plugin_dir").until("2.1"),
                Setting.computed("disabled-plugins", ComputedValues::disabledPlugins)
                        .within(Bounds.each(Bounds.PLUGIN), c -> c.plugins().disabled()).at("disabled_plugins"),
                Setting.computed("required-plugins", ComputedValues::requiredPlugins)
                        .within(Bounds.each(Bounds.PLUGIN), c -> c.plugins().required()).at("required_plugins"),
                Setting.computed("oom-score", ComputedValues::oomScore)
                        .within(Bounds.integer(-1000, 1000), c -> Optional.of(c.process().oomScore())).at("oom_score"),

                Setting.computed("grpc.address", ComputedValues::grpcAddress)
                        .within(Bounds.SOCKET, c -> Optional.of(c.grpc().address())).at("grpc", "address").in4(GRPC, "address"),
                Setting.of("grpc.uid", integer(0, MANY, c -> OptionalInt.of(c.grpc().uid()))).at("grpc", "uid").in4(GRPC,
                        "uid"),
                Setting.of("grpc.gid", integer(0, MANY, c -> OptionalInt.of(c.grpc().gid()))).at("grpc", "gid").in4(GRPC,
                        "gid"),
                Setting.computed("grpc.address", ComputedValues::ttrpcAddress).when(ComputedValues::ttrpcFollowsGrpc)
                        .at("ttrpc", "address").in4(TTRPC, "address"),
                Setting.of("grpc.uid", integer(0, MANY, c -> OptionalInt.of(c.grpc().uid())))
                        .when(context -> ComputedValues.ttrpcFollowsGrpc(context)
                                && context.config().ttrpc().uid().isEmpty())
                        .at("ttrpc", "uid").in4(TTRPC, "uid"),
                Setting.of("grpc.gid", integer(0, MANY, c -> OptionalInt.of(c.grpc().gid())))
                        .when(context -> ComputedValues.ttrpcFollowsGrpc(context)
                                && context.config().ttrpc().gid().isEmpty())
                        .at("ttrpc", "gid").in4(TTRPC, "gid"),
                Setting.of("grpc.max-recv-message-size", size(1, c -> Optional.of(c.grpc().maxRecvMessageSize())))
                        .at("grpc", "max_recv_message_size").in4(GRPC, "max_recv_message_size"),
                Setting.of("grpc.max-send-message-size", size(1, c -> Optional.of(c.grpc().maxSendMessageSize())))
                        .at("grpc", "max_send_message_size").in4(GRPC, "max_send_message_size"),
                Setting.of("grpc.tcp.address", hostAndPort(c -> c.grpc().tcp().address())).at("grpc", "tcp_address")
                        .in4(GRPC_TCP, "address"),
                Setting.of("grpc.tcp.tls-ca", path(c -> c.grpc().tcp().tlsCa())).at("grpc", "tcp_tls_ca").in4(GRPC_TCP,
                        "tls_ca"),
                Setting.of("grpc.tcp.tls-cert", path(c -> c.grpc().tcp().tlsCert())).at("grpc", "tcp_tls_cert").in4(GRPC_TCP,
                        "tls_cert"),
                Setting.of("grpc.tcp.tls-key", path(c -> c.grpc().tcp().tlsKey())).at("grpc", "tcp_tls_key").in4(GRPC_TCP,
                        "tls_key"),
                Setting.of("grpc.tcp.tls-common-name", text(c -> c.grpc().tcp().tlsCommonName()))
                        .at("grpc", "tcp_tls_common_name").in4(GRPC_TCP, "tls_common_name").since("2.2"),
                // until version 4 of the schema there is one limit for both servers
                Setting.of("grpc.max-recv-message-size", size(1, c -> Optional.of(c.grpc().maxRecvMessageSize())))
                        .when(context -> context.config().grpc().tcp().address().isPresent()
                                && context.config().grpc().tcp().maxRecvMessageSize().isEmpty())
                        .in4(GRPC_TCP, "max_recv_message_size"),
                Setting.of("grpc.max-send-message-size", size(1, c -> Optional.of(c.grpc().maxSendMessageSize())))
                        .when(context -> context.config().grpc().tcp().address().isPresent()
                                && context.config().grpc().tcp().maxSendMessageSize().isEmpty())
                        .in4(GRPC_TCP, "max_send_message_size"),
                Setting.of("grpc.tcp.max-recv-message-size", size(1, c -> c.grpc().tcp().maxRecvMessageSize()))
                        .in4(GRPC_TCP, "max_recv_message_size").since("2.3"),
                Setting.of("grpc.tcp.max-send-message-size", size(1, c -> c.grpc().tcp().maxSendMessageSize()))
                        .in4(GRPC_TCP, "max_send_message_size").since("2.3"),

                Setting.of("ttrpc.address", socket(c -> c.ttrpc().address())).at("ttrpc", "address").in4(TTRPC, "address"),
                Setting.of("ttrpc.uid", integer(0, MANY, c -> c.ttrpc().uid())).at("ttrpc", "uid").in4(TTRPC, "uid"),
                Setting.of("ttrpc.gid", integer(0, MANY, c -> c.ttrpc().gid())).at("ttrpc", "gid").in4(TTRPC, "gid"),

                Setting.of("debug.address", socket(c -> c.debug().address())).at("debug", "address").in4(DEBUG, "address"),
                Setting.of("debug.uid", integer(0, MANY, c -> c.debug().uid())).at("debug", "uid").in4(DEBUG, "uid"),
                Setting.of("debug.gid", integer(0, MANY, c -> c.debug().gid())).at("debug", "gid").in4(DEBUG, "gid"),
                Setting.of("debug.level", choice(c -> c.debug().level())).at("debug", "level"),
                Setting.of("debug.format", choice(c -> c.debug().format())).at("debug", "format"),
                Setting.of("debug.log-trace-id", flag(c -> c.debug().logTraceId())).at("debug", "log_trace_id").since("2.3")
                        .absentMeans(false),

                Setting.of("metrics.address", hostAndPort(c -> c.metrics().address())).at("metrics", "address").in4(METRICS,
                        "address"),
                Setting.of("metrics.grpc-histogram", flag(c -> c.metrics().grpcHistogram())).at("metrics", "grpc_histogram")
                        .in4(GRPC_PROMETHEUS, "grpc_histogram"),

                Setting.of("cgroup.path", text(c -> c.cgroup().path())).at("cgroup", "path"),
                Setting.computed("proxy-plugins", ComputedValues::proxyPlugins).at("proxy_plugins"),
                Setting.of("timeouts.bolt-open", duration(c -> c.timeouts().boltOpen())).at("timeouts", BOLT_TIMEOUT),
                Setting.computed("timeouts.containerd", ComputedValues::timeouts).at("timeouts"));
    }

    private static List<Setting> plugins() {
        TypedValue<Double> samplingRatio = decimal(0, 1, c -> c.tracing().samplingRatio());
        return List.of(
                Setting.of("metrics.no-prometheus", flag(c -> c.metrics().noPrometheus()))
                        .in2("io.containerd.monitor.v1.cgroups", "no_prometheus")
                        .in3("io.containerd.monitor.task.v1.cgroups", "no_prometheus"),

                Setting.of("gc.pause-threshold", decimal(0, 0.5, c -> c.gc().pauseThreshold())).in(GC, "pause_threshold"),
                Setting.of("gc.deletion-threshold", integer(0, MANY, c -> c.gc().deletionThreshold()))
                        .in(GC, "deletion_threshold"),
                Setting.of("gc.mutation-threshold", integer(0, MANY, c -> c.gc().mutationThreshold()))
                        .in(GC, "mutation_threshold"),
                Setting.of("gc.schedule-delay", duration(c -> c.gc().scheduleDelay())).in(GC, "schedule_delay"),
                Setting.of("gc.startup-delay", duration(c -> c.gc().startupDelay())).in(GC, "startup_delay"),

                Setting.of("bolt.content-sharing-policy", choice(c -> c.bolt().contentSharingPolicy()))
                        .in(BOLT, "content_sharing_policy"),
                Setting.of("bolt.no-sync", flag(c -> c.bolt().noSync())).in(BOLT, "no_sync").since("2.1").absentMeans(false)
                        .asDispensable(),

                Setting.of("opt.path", path(c -> c.opt().path())).in(OPT, "path"),
                Setting.of("restart.interval", duration(c -> c.restart().interval()))
                        .in2("io.containerd.internal.v1.restart", "interval")
                        .in3("io.containerd.monitor.container.v1.restart", "interval"),

                Setting.of("tasks.platforms", texts(c -> c.tasks().platforms())).in(TASK, "platforms"),
                Setting.of("tasks.sched-core", flag(c -> c.tasks().schedCore())).in2(TASK, "sched_core").until("2.0")
                        .absentMeans(false),
                Setting.computed("tasks.sched-core", ComputedValues::shimEnvironment).when(ComputedValues::schedulesCores)
                        .in3(SHIM, "env")
                        .since("2.0"),
                Setting.computed("tasks.shim-environment", ComputedValues::shimEnvironment).when(ComputedValues::addsToShims)
                        .in3(SHIM, "env")
                        .since("2.0"),
                // a file of an older version loses this when containerd migrates it, if it has settings of TASK
                Setting.of("tasks.shim-socket-dir", shimSockets(c -> c.tasks().shimSocketDir())).in4(SHIM, "socket_dir")
                        .since("2.3"),
                Setting.of("tasks.rdt-config-file", path(c -> c.tasks().rdtConfigFile())).in(TASKS, "rdt_config_file"),
                Setting.of("tasks.blockio-config-file", path(c -> c.tasks().blockioConfigFile()))
                        .in(TASKS, "blockio_config_file").since("1.7"),

                Setting.of("diff.default-order", texts(c -> c.diff().defaultOrder())).in(DIFF, "default"),
                Setting.of("diff.sync-fs", flag(c -> c.diff().syncFs())).in(DIFF, "sync_fs").since("1.7.26")
                        .absentMeans(false),

                Setting.of("transfer.max-concurrent-downloads",
                        integer(1, MANY, c -> c.transfer().maxConcurrentDownloads()))
                        .in(TRANSFER, "max_concurrent_downloads").since("1.7").asDispensable(),
                Setting.of("transfer.max-concurrent-uploaded-layers",
                        integer(1, MANY, c -> c.transfer().maxConcurrentUploadedLayers()))
                        .in(TRANSFER, "max_concurrent_uploaded_layers").since("1.7").asDispensable(),
                Setting.of("transfer.max-concurrent-unpacks", integer(1, MANY, c -> c.transfer().maxConcurrentUnpacks()))
                        .in(TRANSFER, "max_concurrent_unpacks").since("2.2").asDispensable(),
                Setting.of("transfer.concurrent-layer-fetch-buffer", size(0, c -> c.transfer().concurrentLayerFetchBuffer()))
                        .in(TRANSFER, "concurrent_layer_fetch_buffer").since("2.1").asDispensable(),
                Setting.of("transfer.check-platform-supported", flag(c -> c.transfer().checkPlatformSupported()))
                        .in(TRANSFER, "check_platform_supported").since("2.1").absentMeans(false),

                Setting.computed("tracing.endpoint", ComputedValues::otlpEndpoint).within(HTTP_URL, c -> c.tracing().endpoint())
                        .in2(OTLP, "endpoint").until(TRACING_BY_ENVIRONMENT),
                Setting.of("tracing.endpoint", text(c -> c.tracing().endpoint().map(Object::toString)))
                        .inEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT").since(TRACING_BY_ENVIRONMENT),
                Setting.computed("tracing.endpoint", ComputedValues::otlpInsecure).in2(OTLP, "insecure")
                        .until(TRACING_BY_ENVIRONMENT),
                Setting.of("tracing.protocol", text(c -> c.tracing().protocol().map(p -> p.label())))
                        .in2(OTLP, "protocol").until(TRACING_BY_ENVIRONMENT),
                Setting.of("tracing.protocol", text(c -> c.tracing().protocol().map(p -> p.label())))
                        .inEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL").since(TRACING_BY_ENVIRONMENT),
                Setting.of("tracing.sampling-ratio", samplingRatio)
                        .in2(TRACING, "sampling_ratio").until(TRACING_BY_ENVIRONMENT),
                Setting.computed("tracing.sampling-ratio", ComputedValues.constant("traceidratio"))
                        .when(ComputedValues::samples)
                        .inEnvironment("OTEL_TRACES_SAMPLER").since(TRACING_BY_ENVIRONMENT),
                Setting.of("tracing.sampling-ratio", samplingRatio)
                        .inEnvironment("OTEL_TRACES_SAMPLER_ARG").since(TRACING_BY_ENVIRONMENT),
                Setting.of("tracing.service-name", text(c -> c.tracing().serviceName())).in2(TRACING, "service_name")
                        .until(TRACING_BY_ENVIRONMENT),
                Setting.of("tracing.service-name", text(c -> c.tracing().serviceName()))
                        .inEnvironment("OTEL_SERVICE_NAME").since(TRACING_BY_ENVIRONMENT),

                Setting.computed("nri.enabled", ComputedValues::nriDisabled).in(NRI, "disable").since("1.7").absentMeans(true),
                Setting.of("nri.socket-path", socket(c -> c.nri().socketPath())).in(NRI, "socket_path").since("1.7"),
                Setting.of("nri.plugin-path", path(c -> c.nri().pluginPath())).in(NRI, "plugin_path").since("1.7"),
                Setting.of("nri.plugin-config-path", path(c -> c.nri().pluginConfigPath()))
                        .in(NRI, "plugin_config_path").since("1.7"),
                Setting.of("nri.plugin-registration-timeout", duration(c -> c.nri().pluginRegistrationTimeout()))
                        .in(NRI, "plugin_registration_timeout").since("1.7"),
                Setting.of("nri.plugin-request-timeout", duration(c -> c.nri().pluginRequestTimeout()))
                        .in(NRI, "plugin_request_timeout").since("1.7"),
                Setting.of("nri.disable-connections", flag(c -> c.nri().disableConnections()))
                        .in(NRI, "disable_connections").since("1.7").absentMeans(true),
                Setting.of("nri.default-validator.enabled", flag(c -> c.nri().defaultValidator().enabled()))
                        .in(NRI, DEFAULT_VALIDATOR, "enable").since("2.2").absentMeans(false),
                Setting.of("nri.default-validator.reject-oci-hook-adjustment",
                        flag(c -> c.nri().defaultValidator().rejectOciHookAdjustment()))
                        .in(NRI, DEFAULT_VALIDATOR, "reject_oci_hook_adjustment").since("2.2").absentMeans(false),
                Setting.of("nri.default-validator.reject-runtime-default-seccomp-adjustment",
                        flag(c -> c.nri().defaultValidator().rejectRuntimeDefaultSeccompAdjustment()))
                        .in(NRI, DEFAULT_VALIDATOR, "reject_runtime_default_seccomp_adjustment").since("2.2")
                        .absentMeans(false),
                Setting.of("nri.default-validator.reject-unconfined-seccomp-adjustment",
                        flag(c -> c.nri().defaultValidator().rejectUnconfinedSeccompAdjustment()))
                        .in(NRI, DEFAULT_VALIDATOR, "reject_unconfined_seccomp_adjustment").since("2.2").absentMeans(false),
                Setting.of("nri.default-validator.reject-custom-seccomp-adjustment",
                        flag(c -> c.nri().defaultValidator().rejectCustomSeccompAdjustment()))
                        .in(NRI, DEFAULT_VALIDATOR, "reject_custom_seccomp_adjustment").since("2.2").absentMeans(false),
                Setting.of("nri.default-validator.reject-namespace-adjustment",
                        flag(c -> c.nri().defaultValidator().rejectNamespaceAdjustment()))
                        .in(NRI, DEFAULT_VALIDATOR, "reject_namespace_adjustment").since("2.2").absentMeans(false),
                Setting.of("nri.default-validator.reject-sysctl-adjustment",
                        flag(c -> c.nri().defaultValidator().rejectSysctlAdjustment()))
                        .in(NRI, DEFAULT_VALIDATOR, "reject_sysctl_adjustment").since("2.2.1").absentMeans(false),
                Setting.of("nri.default-validator.required-plugins",
                        texts(c -> c.nri().defaultValidator().requiredPlugins()))
                        .in(NRI, DEFAULT_VALIDATOR, "required_plugins").since("2.2"),
                Setting.of("nri.default-validator.tolerate-missing-plugins-annotation",
                        text(c -> c.nri().defaultValidator().tolerateMissingPluginsAnnotation()))
                        .in(NRI, DEFAULT_VALIDATOR, "tolerate_missing_plugins_annotation").since("2.2"),

                Setting.of("overlayfs.root-path", path(c -> c.overlayfs().rootPath())).in(OVERLAYFS, "root_path"),
                Setting.of("overlayfs.upperdir-label", flag(c -> c.overlayfs().upperdirLabel()))
                        .in(OVERLAYFS, "upperdir_label"),
                Setting.of("overlayfs.sync-remove", flag(c -> c.overlayfs().syncRemove()))
                        .in(OVERLAYFS, "sync_remove").since("1.6.24", "1.7.4").absentMeans(false).asDispensable(),
                Setting.of("overlayfs.slow-chown", flag(c -> c.overlayfs().slowChown()))
                        .in(OVERLAYFS, "slow_chown").since("2.0").absentMeans(false),
                Setting.of("overlayfs.mount-options", texts(c -> c.overlayfs().mountOptions()))
                        .in(OVERLAYFS, "mount_options").since("1.6.24", "1.7.4"),

                Setting.of("image-verifier.bin-dir", path(c -> c.imageVerifier().binDir()))
                        .in(IMAGE_VERIFIER, "bin_dir").since("2.0"),
                Setting.of("image-verifier.max-verifiers", integer(-1, MANY, c -> c.imageVerifier().maxVerifiers()))
                        .in(IMAGE_VERIFIER, "max_verifiers").since("2.0"),
                Setting.of("image-verifier.per-verifier-timeout", duration(c -> c.imageVerifier().perVerifierTimeout()))
                        .in(IMAGE_VERIFIER, "per_verifier_timeout").since("2.0"),

                Setting.of("runtime-v1.shim", text(c -> c.runtimeV1().shim())).in2(RUNTIME_V1, "shim").until("2.0")
                        .asDispensable(),
                Setting.of("runtime-v1.runtime", text(c -> c.runtimeV1().runtime())).in2(RUNTIME_V1, "runtime").until("2.0")
                        .asDispensable(),
                Setting.of("runtime-v1.runtime-root", path(c -> c.runtimeV1().runtimeRoot()))
                        .in2(RUNTIME_V1, "runtime_root").until("2.0").asDispensable(),
                Setting.of("runtime-v1.no-shim", flag(c -> c.runtimeV1().noShim())).in2(RUNTIME_V1, "no_shim").until("2.0")
                        .absentMeans(false).asDispensable(),
                Setting.of("runtime-v1.shim-debug", flag(c -> c.runtimeV1().shimDebug())).in2(RUNTIME_V1, "shim_debug")
                        .until("2.0").absentMeans(false).asDispensable());
    }

    private static List<Setting> cri() {
        TypedValue<Integer> downloads = integer(1, MANY, c -> c.cri().images().maxConcurrentDownloads());
        TypedValue<MemorySize> fetchBuffer = size(0, c -> c.cri().images().concurrentLayerFetchBuffer());
        return List.of(
                Setting.of("sandbox-image", imageReference(c -> c.pods().sandboxImage())).in2(CRI, "sandbox_image")
                        .in3(CRI_IMAGES, "pinned_images", "sandbox"),
                Setting.computed("snapshotter", ComputedValues::snapshotter).in2(CRI, "containerd", "snapshotter")
                        .in3(CRI_IMAGES, "snapshotter"),
                Setting.computed("snapshotter", ComputedValues::unpackConfig).in(TRANSFER, "unpack_config").since("2.1"),
                Setting.computed("default-runtime", ComputedValues::defaultRuntime)
                        .in2(CRI, "containerd", "default_runtime_name").in3(CRI_RUNTIME, "containerd", "default_runtime_name"),
                Setting.computed("runtimes", ComputedValues::runtimes).in2(CRI, "containerd", "runtimes")
                        .in3(CRI_RUNTIME, "containerd", "runtimes"),
                Setting.computed("runtimes", ComputedValues::runtimePlatforms).in(CRI_IMAGES, "runtime_platforms").since("2.0"),
                Setting.computed("untrusted-runtime", ComputedValues::untrustedRuntime)
                        .in2(CRI, "containerd", "runtimes", "untrusted")
                        .in3(CRI_RUNTIME, "containerd", "runtimes", "untrusted"),

                Setting.computed("cni.bin-dir", ComputedValues::cniBinDir).within(ABSOLUTE_PATH, c -> c.cni().binDir())
                        .in2(CRI, "cni", "bin_dir"),
                Setting.computed("cni.bin-dir", ComputedValues::cniBinDir).in3(CRI_RUNTIME, "cni", "bin_dir").until("2.1"),
                Setting.computed("cni.bin-dir", ComputedValues::cniBinDirs).in3(CRI_RUNTIME, "cni", "bin_dirs").since("2.1"),
                Setting.of("cni.conf-dir", path(c -> Optional.of(c.cni().confDir()))).in2(CRI, "cni", "conf_dir")
                        .in3(CRI_RUNTIME, "cni", "conf_dir"),
                Setting.of("cni.max-conf-num", integer(0, MANY, c -> OptionalInt.of(c.cni().maxConfNum())))
                        .in2(CRI, "cni", "max_conf_num").in3(CRI_RUNTIME, "cni", "max_conf_num"),
                Setting.of("cni.ip-pref", choice(c -> c.cni().ipPref())).in2(CRI, "cni", "ip_pref")
                        .in3(CRI_RUNTIME, "cni", "ip_pref"),
                Setting.of("cni.setup-serially", flag(c -> c.cni().setupSerially())).in2(CRI, "cni", "setup_serially")
                        .in3(CRI_RUNTIME, "cni", "setup_serially").since("1.7").absentMeans(false),
                Setting.of("cni.use-internal-loopback", flag(c -> c.cni().useInternalLoopback()))
                        .in3(CRI_RUNTIME, "cni", "use_internal_loopback").since("2.0").absentMeans(false),
                Setting.computed("cni.template-file",
                        ComputedValues::cniTemplate)
                        .when(context -> context.config().cni().ownTemplate().isEmpty())
                        .within(ABSOLUTE_PATH, c -> Optional.of(c.cni().templateFile()))
                        .in2(CRI, "cni", "conf_template").in3(CRI_RUNTIME, "cni", "conf_template"),
                Setting.computed("cni.own-template",
                        ComputedValues::cniTemplate)
                        .when(context -> context.config().cni().ownTemplate().isPresent())
                        .within(ABSOLUTE_PATH, c -> c.cni().ownTemplate())
                        .in2(CRI, "cni", "conf_template").in3(CRI_RUNTIME, "cni", "conf_template"),

                Setting.of("cri.streaming.address", text(c -> c.cri().streaming().address()))
                        .in(CRI, "stream_server_address"),
                Setting.of("cri.streaming.port", port(c -> c.cri().streaming().port())).in(CRI, "stream_server_port"),
                Setting.of("cri.streaming.idle-timeout", duration(c -> c.cri().streaming().idleTimeout()))
                        .in(CRI, "stream_idle_timeout"),
                Setting.of("cri.streaming.tls.enabled", flag(c -> c.cri().streaming().tls().enabled()))
                        .in(CRI, "enable_tls_streaming"),
                Setting.of("cri.streaming.tls.cert-file", path(c -> c.cri().streaming().tls().certFile()))
                        .in(CRI, "x509_key_pair_streaming", "tls_cert_file"),
                Setting.of("cri.streaming.tls.key-file", path(c -> c.cri().streaming().tls().keyFile()))
                        .in(CRI, "x509_key_pair_streaming", "tls_key_file"),
                Setting.of("cri.disable-tcp-service", flag(c -> c.cri().disableTcpService())).in(CRI, "disable_tcp_service"),

                Setting.computed("cri.restrict-oom-score-adj", ComputedValues::restrictOomScoreAdj)
                        .in2(CRI, "restrict_oom_score_adj")
                        .in3(CRI_RUNTIME, "restrict_oom_score_adj"),
                Setting.of("cri.enable-selinux", flag(c -> c.cri().enableSelinux())).in2(CRI, "enable_selinux")
                        .in3(CRI_RUNTIME, "enable_selinux"),
                Setting.of("cri.selinux-category-range", integer(0, MANY, c -> c.cri().selinuxCategoryRange()))
                        .in2(CRI, "selinux_category_range").in3(CRI_RUNTIME, "selinux_category_range"),
                Setting.of("cri.disable-apparmor", flag(c -> c.cri().disableApparmor())).in2(CRI, "disable_apparmor")
                        .in3(CRI_RUNTIME, "disable_apparmor"),
                Setting.of("cri.disable-cgroup", flag(c -> c.cri().disableCgroup())).in2(CRI, "disable_cgroup").until("2.0")
                        .absentMeans(false),
                Setting.of("cri.systemd-cgroup", flag(c -> c.cri().systemdCgroup())).in2(CRI, "systemd_cgroup").until("2.0")
                        .absentMeans(false),
                Setting.of("cri.disable-hugetlb-controller", flag(c -> c.cri().disableHugetlbController()))
                        .in2(CRI, "disable_hugetlb_controller").in3(CRI_RUNTIME, "disable_hugetlb_controller"),
                Setting.of("cri.tolerate-missing-hugetlb-controller", flag(c -> c.cri().tolerateMissingHugetlbController()))
                        .in2(CRI, "tolerate_missing_hugetlb_controller")
                        .in3(CRI_RUNTIME, "tolerate_missing_hugetlb_controller"),
                Setting.of("cri.disable-proc-mount", flag(c -> c.cri().disableProcMount())).in2(CRI, "disable_proc_mount")
                        .in3(CRI_RUNTIME, "disable_proc_mount"),
                Setting.of("cri.unset-seccomp-profile", text(c -> c.cri().unsetSeccompProfile()))
                        .in2(CRI, "unset_seccomp_profile").in3(CRI_RUNTIME, "unset_seccomp_profile"),
                Setting.of("cri.device-ownership-from-security-context",
                        flag(c -> c.cri().deviceOwnershipFromSecurityContext()))
                        .in2(CRI, "device_ownership_from_security_context")
                        .in3(CRI_RUNTIME, "device_ownership_from_security_context"),
                Setting.of("cri.ignore-image-defined-volumes", flag(c -> c.cri().ignoreImageDefinedVolumes()))
                        .in2(CRI, "ignore_image_defined_volumes").in3(CRI_RUNTIME, "ignore_image_defined_volumes"),
                Setting.of("cri.netns-mounts-under-state-dir", flag(c -> c.cri().netnsMountsUnderStateDir()))
                        .in2(CRI, "netns_mounts_under_state_dir").in3(CRI_RUNTIME, "netns_mounts_under_state_dir"),
                Setting.of("cri.enable-unprivileged-ports", flag(c -> c.cri().enableUnprivilegedPorts()))
                        .in2(CRI, "enable_unprivileged_ports").in3(CRI_RUNTIME, "enable_unprivileged_ports"),
                Setting.of("cri.enable-unprivileged-icmp", flag(c -> c.cri().enableUnprivilegedIcmp()))
                        .in2(CRI, "enable_unprivileged_icmp").in3(CRI_RUNTIME, "enable_unprivileged_icmp"),
                Setting.of("cri.max-container-log-line-size", size(0, c -> c.cri().maxContainerLogLineSize()))
                        .in2(CRI, "max_container_log_line_size").in3(CRI_RUNTIME, "max_container_log_line_size"),
                Setting.of("cri.stats-collect-period", seconds(c -> c.cri().statsCollectPeriod()))
                        .in2(CRI, "stats_collect_period").in3(CRI_IMAGES, "stats_collect_period"),
                Setting.of("cri.cpu-stats-collect-period", duration(c -> c.cri().cpuStatsCollectPeriod()))
                        .in(CRI_RUNTIME, "stats_collect_period").since("2.3").asDispensable(),
                Setting.of("cri.cpu-stats-retention-period", duration(c -> c.cri().cpuStatsRetentionPeriod()))
                        .in(CRI_RUNTIME, "stats_retention_period").since("2.3").asDispensable(),
                Setting.of("cri.drain-exec-sync-io-timeout", duration(c -> c.cri().drainExecSyncIoTimeout()))
                        .in2(CRI, "drain_exec_sync_io_timeout").in3(CRI_RUNTIME, "drain_exec_sync_io_timeout")
                        .since("1.6.29", "1.7"),
                Setting.of("cri.ignore-deprecation-warnings", texts(c -> c.cri().ignoreDeprecationWarnings()))
                        .in2(CRI, "ignore_deprecation_warnings").in3(CRI_RUNTIME, "ignore_deprecation_warnings")
                        .since("1.6.29", "1.7.14").asDispensable(),
                Setting.of("cri.no-pivot", flag(c -> c.cri().noPivot())).in2(CRI, "containerd", "no_pivot").until("2.0")
                        .absentMeans(false),
                Setting.of("cri.ignore-rdt-not-enabled-errors", flag(c -> c.cri().ignoreRdtNotEnabledErrors()))
                        .in2(CRI, "containerd", "ignore_rdt_not_enabled_errors")
                        .in3(CRI_RUNTIME, "containerd", "ignore_rdt_not_enabled_errors"),
                Setting.of("cri.ignore-blockio-not-enabled-errors", flag(c -> c.cri().ignoreBlockioNotEnabledErrors()))
                        .in2(CRI, "containerd", "ignore_blockio_not_enabled_errors")
                        .in3(CRI_RUNTIME, "containerd", "ignore_blockio_not_enabled_errors").since("1.7"),
                Setting.of("cri.enable-criu", flag(c -> c.cri().enableCriu())).in(CRI_RUNTIME, "enable_criu")
                        .since("2.2.7", "2.3.4"),
                Setting.of("cri.enable-experimental-restore-via-create",
                        flag(c -> c.cri().enableExperimentalRestoreViaCreate()))
                        .in(CRI_RUNTIME, "enable_experimental_restore_via_create").since("2.2.7", "2.3.4").until("2.4"),

                Setting.of("cri.cdi.enabled", flag(c -> c.cri().cdi().enabled())).in2(CRI, "enable_cdi")
                        .in3(CRI_RUNTIME, "enable_cdi").since("1.7").absentMeans(false),
                Setting.of("cri.cdi.spec-dirs", paths(c -> c.cri().cdi().specDirs())).in2(CRI, "cdi_spec_dirs")
                        .in3(CRI_RUNTIME, "cdi_spec_dirs").since("1.7"),

                Setting.of("cri.images.max-concurrent-downloads",
                        downloads).when(context -> !context.pullsByTransferService())
                        .in2(CRI, "max_concurrent_downloads").in3(CRI_IMAGES, "max_concurrent_downloads"),
                Setting.of("cri.images.max-concurrent-downloads",
                        downloads).when(RenderContext::pullsByTransferService)
                        .in(TRANSFER, "max_concurrent_downloads").since("2.1"),
                Setting.of("cri.images.concurrent-layer-fetch-buffer",
                        fetchBuffer).when(context -> !context.pullsByTransferService())
                        .in(CRI_IMAGES, "concurrent_layer_fetch_buffer").since("2.1").asDispensable(),
                Setting.of("cri.images.concurrent-layer-fetch-buffer",
                        fetchBuffer).when(RenderContext::pullsByTransferService)
                        .in(TRANSFER, "concurrent_layer_fetch_buffer").since("2.1").asDispensable(),
                Setting.of("cri.images.pull-progress-timeout", duration(c -> c.cri().images().pullProgressTimeout()))
                        .in2(CRI, "image_pull_progress_timeout").in3(CRI_IMAGES, "image_pull_progress_timeout")
                        .since("1.7").asDispensable(),
                Setting.of("cri.images.pull-with-sync-fs", flag(c -> c.cri().images().pullWithSyncFs()))
                        .in2(CRI, "image_pull_with_sync_fs").in3(CRI_IMAGES, "image_pull_with_sync_fs")
                        .since("1.7.14").absentMeans(false),
                Setting.computed("cri.images.use-local-image-pull", ComputedValues::useLocalImagePull)
                        .in(CRI_IMAGES, "use_local_image_pull").since("2.1").absentMeans(true).asDispensable(),
                Setting.of("cri.images.disable-snapshot-annotations",
                        flag(c -> c.cri().images().disableSnapshotAnnotations()))
                        .in2(CRI, "containerd", "disable_snapshot_annotations")
                        .in3(CRI_IMAGES, "disable_snapshot_annotations"),
                Setting.of("cri.images.discard-unpacked-layers", flag(c -> c.cri().images().discardUnpackedLayers()))
                        .in2(CRI, "containerd", "discard_unpacked_layers").in3(CRI_IMAGES, "discard_unpacked_layers"),
                Setting.of("cri.images.decryption-key-model", text(c -> c.cri().images().decryptionKeyModel()))
                        .in2(CRI, "image_decryption", "key_model").in3(CRI_IMAGES, "image_decryption", "key_model"));
    }

    private static List<Setting> registries() {
        return List.of(
                Setting.computed("registry-directory", ComputedValues::registryDirectory)
                        .within(REGISTRY_DIRECTORY, c -> c.registries().directory()).in2(CRI, "registry", "config_path")
                        .in3(CRI_IMAGES, "registry", "config_path"),
                Setting.computed("registry-directory", ComputedValues::registryDirectory).in(TRANSFER, "config_path")
                        .since("2.1"),
                Setting.computed("registries", RegistryCredentials::value).in2(CRI, "registry", "configs")
                        .in3(CRI_IMAGES, "registry", "configs"));
    }
}
