package io.quarkiverse.containerd.runtime.render.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The reference page of all keys, made from the model that Quarkus' annotation processor makes of the configuration. */
final class ConfigurationPage {

    private static final String MODEL = "/META-INF/quarkus-config-doc/quarkus-config-model.json";
    private static final String JAVADOC = "/META-INF/quarkus-config-doc/quarkus-config-javadoc.json";
    private static final String PACKAGE = "io.quarkiverse.containerd.runtime.config.";
    private static final String PREFIX = "quarkus.containerd.";
    private static final Pattern CODE = Pattern.compile("\\{@code ([^}]+)}");
    private static final Pattern KEY_OR_URL = Pattern.compile("quarkus\\.containerd\\.[a-z.-]*[a-z]|https?://[^\\s,]+");
    private static final Map<String, String> TYPES = Map.of("int", "number", "double", "number", "MemorySize",
            "<<size-format,size>>", "Duration", "<<duration-format,duration>>", "URI", "URL", "CidrAddress", "address range",
            "Map<String,String>", "string", "Map<String,Duration>", "<<duration-format,duration>>");
    private static final String HEAD = """
            // made from the configuration by ReferencePagesTest; do not edit
            = Configuration keys

            include::./includes/attributes.adoc[]

            All keys of the extension, by area.
            A name in quotes, such as `"handler"`, stands for one that you choose; `[0]` is the first element of a list.
            An environment variable sets a key as well: `QUARKUS_CONTAINERD_HEALTH_INTERVAL` is `quarkus.containerd.health.interval`.

            A key is read when the application starts, unless it says that it is fixed at build time.
            A value out of its bounds stops the start with an error that names the key.
            Where containerd's versions differ, the key says which know it; xref:reference-toml-keys.adoc[TOML keys] lists what each key becomes in containerd's configuration.

            [[duration-format]]
            A _duration_ is a number with a unit, such as `500ms`, `10s`, `5m` or `1h`, a number of seconds, or an ISO-8601 duration such as `PT1M30S`.

            [[size-format]]
            A _size_ is a number of bytes, with `K`, `M`, `G` and so on for powers of 1024: `16M`.
            """;

    /** A section of the page, with the interfaces of the configuration whose keys it has. */
    private record Section(String title, List<String> types) {

        static Section of(String title, String... types) {
            return new Section(title, List.of(types));
        }
    }

    private static final List<Section> SECTIONS = List.of(
            Section.of("Daemon and process", "ContainerdConfig", "ProcessConfig"),
            Section.of("Directories", "DirectoriesConfig"),
            Section.of("Configuration file", "ConfigFileConfig"),
            Section.of("Timeouts", "TimeoutsConfig"),
            Section.of("Pods and runtime handlers", "PodsConfig", "RuntimeHandlerConfig"),
            Section.of("gVisor", "RunscConfig"),
            Section.of("Pod network", "CniConfig"),
            Section.of("Registries", "RegistriesConfig", "RegistryConfig", "RegistryConfig.Mirror", "RegistryHostConfig"),
            Section.of("Preseed", "PreseedConfig"),
            Section.of("Preseed limits", "PreseedLimitsConfig"),
            Section.of("Supervision tree", "SupervisorConfig"),
            Section.of("Child processes", "ChildProcessConfig", "ChildProcessConfig.Ready", "ChildProcessConfig.Probe",
                    "ChildProcessConfig.Timeouts"),
            Section.of("Logs", "LogsConfig"),
            Section.of("Health", "HealthConfig", "ContainerdBuildTimeConfig.Health"),
            Section.of("Metrics of the daemon", "ContainerdBuildTimeConfig.Metrics"),
            Section.of("Traces of the daemon", "ContainerdBuildTimeConfig.Tracing"),
            Section.of("Control socket", "ControlConfig"),
            Section.of("systemd", "SystemdConfig"),
            Section.of("Dev Services", "ContainerdBuildTimeConfig.DevServices", "DevServicesConfig"),
            Section.of("Kubernetes manifests", "ContainerdBuildTimeConfig.Kubernetes",
                    "ContainerdBuildTimeConfig.RuntimeClass"),
            Section.of("CRI plugin", "CriConfig"),
            Section.of("CRI: image pulls", "CriImagesConfig"),
            Section.of("CRI: streaming server", "CriStreamingConfig", "CriStreamingConfig.Tls"),
            Section.of("CRI: devices", "CriCdiConfig"),
            Section.of("gRPC service", "GrpcConfig", "GrpcConfig.Tcp"),
            Section.of("ttRPC service", "TtrpcConfig"),
            Section.of("Log and debug service of containerd", "DebugConfig"),
            Section.of("Metrics of containerd", "MetricsConfig"),
            Section.of("Control group of containerd", "CgroupConfig"),
            Section.of("Plugins", "PluginsConfig", "PluginsConfig.Proxy"),
            Section.of("Garbage collection", "GcConfig"),
            Section.of("Metadata database", "BoltConfig"),
            Section.of("Transfer service", "TransferConfig"),
            Section.of("Tasks and shims", "TasksConfig"),
            Section.of("Unpacking of layers", "DiffConfig"),
            Section.of("overlayfs snapshotter", "OverlayfsConfig"),
            Section.of("Image verification", "ImageVerifierConfig"),
            Section.of("Node Resource Interface (NRI)", "NriConfig", "NriConfig.DefaultValidator"),
            Section.of("Traces of containerd", "TracingConfig"),
            Section.of("Programs from images", "OptConfig"),
            Section.of("Restart monitor", "RestartConfig"),
            Section.of("Runtime v1", "RuntimeV1Config"));

    private final JsonNode javadoc = read(JAVADOC).path("elements");
    private final Map<String, List<JsonNode>> properties = new LinkedHashMap<>();
    private final Map<String, String> allowed = KeyBounds.allowed();

    private ConfigurationPage() {
        read(MODEL).path("configRoots").forEach(root -> root.path("items").forEach(property -> properties
                .computeIfAbsent(property.path("sourceType").asText().substring(PACKAGE.length()), type -> new ArrayList<>())
                .add(property)));
    }

    /** @throws IllegalStateException if a section of the configuration has no section on the page */
    static String text() {
        ConfigurationPage page = new ConfigurationPage();
        List<String> types = SECTIONS.stream().flatMap(section -> section.types().stream()).toList();
        List<String> lost = page.properties.keySet().stream().filter(type -> !types.contains(type)).toList();
        if (!lost.isEmpty()) {
            throw new IllegalStateException("No section of the page has the keys of " + lost);
        }
        return HEAD + SECTIONS.stream().map(page::section).collect(Collectors.joining());
    }

    private String section(Section section) {
        return "\n== " + section.title() + "\n" + section.types().stream().flatMap(type -> properties.get(type).stream())
                .sorted(Comparator.comparing(ConfigurationPage::isOfMirror)).map(this::entry)
                .collect(Collectors.joining());
    }

    private static boolean isOfMirror(JsonNode property) {
        return key(property).contains(".mirrors[");
    }

    private String entry(JsonNode property) {
        String key = key(property);
        String id = key.replaceAll("[^a-z0-9]+", "-").replaceFirst("-$", "");
        return "\n[[" + id + "]]" + code(key) + "::\n" + description(property) + "\n+\n"
                + facts(property, key.substring(PREFIX.length())).collect(Collectors.joining(" · ")) + "\n";
    }

    /** The list of mirrors has an index that the model leaves out. */
    private static String key(JsonNode property) {
        return property.path("path").path("property").asText().replace(".mirrors.", ".mirrors[0].");
    }

    private String description(JsonNode property) {
        JsonNode element = javadoc
                .path(property.path("sourceType").asText() + '.' + property.path("sourceElementName").asText());
        return prose(element.path("description").asText());
    }

    private Stream<String> facts(JsonNode property, String name) {
        Optional<String> bounds = Optional.ofNullable(
                allowed.get(name.replaceAll("\"[^\"]+\"", "*").replace("[0]", "[*]")));
        String versions = ContainerdSettings.versions(name);
        return Stream.of(
                Optional.of("_Type:_ " + type(property)),
                Optional.ofNullable(property.get("defaultValue")).map(value -> "_Default:_ " + defaultValue(value.asText())),
                bounds.map(text -> "_Allowed:_ " + prose(text)),
                Optional.of(versions).filter(text -> !text.isEmpty()).map(text -> "_containerd:_ " + text),
                property.path("phase").asText().equals("BUILD_TIME") ? Optional.of("_Fixed at build time_")
                        : Optional.<String> empty())
                .flatMap(Optional::stream);
    }

    private static String type(JsonNode property) {
        JsonNode values = property.path("enumAcceptedValues").path("values");
        String description = property.path("typeDescription").asText();
        boolean list = property.path("list").asBoolean();
        String type = values.isMissingNode() ? TYPES.getOrDefault(description, description) + (list ? "s" : "")
                : StreamSupport.stream(values.spliterator(), false).map(value -> code(value.path("configValue").asText()))
                        .collect(Collectors.joining(", "));
        return list ? "list of " + type : type;
    }

    private static String defaultValue(String value) {
        return value.contains(" ") ? prose(value) : code(value);
    }

    /** Text with keys and URLs as code, unless it has code of its own. */
    private static String prose(String javadoc) {
        String text = javadoc.replaceAll("\\s+", " ").strip();
        String marked = CODE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(code(match.group(1))));
        return marked.contains("`") ? marked
                : KEY_OR_URL.matcher(marked).replaceAll(match -> Matcher.quoteReplacement(code(match.group())));
    }

    private static String code(String text) {
        return "`+" + text + "+`";
    }

    private static JsonNode read(String resource) {
        try (InputStream model = ConfigurationPage.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
