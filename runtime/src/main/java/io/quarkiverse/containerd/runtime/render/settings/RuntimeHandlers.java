package io.quarkiverse.containerd.runtime.render.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.RuntimeHandlerConfig;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;
import io.quarkiverse.containerd.runtime.render.facts.RuntimePrograms;
import io.quarkiverse.containerd.runtime.render.toml.Toml;
import io.quarkiverse.containerd.runtime.render.toml.UserRuntimes;

/** The runtime handlers that result from what is there and what is configured. */
final class RuntimeHandlers {

    static final String RUNC_TYPE = "io.containerd.runc.v2";
    static final String RUNSC_TYPE = "io.containerd.runsc.v1";
    static final String RUNC = "runc";
    static final String RUNSC = RuntimePrograms.RUNSC;
    private static final String TYPE = "runtime_type";
    private static final String PATH = "runtime_path";
    private static final String OPTIONS = "options";
    private static final String BINARY_NAME = "BinaryName";

    private final ContainerdConfig config;
    private final ContainerdVersion version;
    private final RuntimePrograms programs;
    private final Optional<Gvisor> gvisor;
    private final UserRuntimes users;
    private final SortedMap<String, Handler> rendered = new TreeMap<>();
    private final SortedMap<String, Handler> handlers = new TreeMap<>();

    private RuntimeHandlers(ContainerdConfig config, ContainerdVersion version, RuntimePrograms programs,
            Optional<Gvisor> gvisor, UserRuntimes users) {
        this.users = users;
        this.config = config;
        this.version = version;
        this.programs = programs;
        this.gvisor = gvisor;
    }

    /**
     * A handler.
     *
     * @param type its runtime's type
     * @param options the shim's options
     * @param table its whole table of containerd's configuration
     */
    record Handler(String type, ObjectNode options, ObjectNode table) {

        static Handler of(ObjectNode table) {
            return new Handler(table.path(TYPE).asText(), table.path(OPTIONS) instanceof ObjectNode options ? options
                    : Toml.table(), table);
        }

        Handler with(ObjectNode more) {
            ObjectNode merged = table.deepCopy();
            Toml.merge(merged, more);
            return of(merged);
        }

        /** Returns the program that runc's shim runs instead of runc. */
        Optional<String> binaryName() {
            return Optional.ofNullable(options.get(BINARY_NAME)).map(JsonNode::asText);
        }

        /** The path of its shim, if it is not looked for by the type. */
        Optional<String> path() {
            return Optional.ofNullable(table.get(PATH)).map(JsonNode::asText)
                    .or(() -> Optional.of(type).filter(path -> path.startsWith("/")));
        }

        /** The snapshotter of its pods, if it is not everybody's. */
        Optional<String> snapshotter() {
            return Optional.ofNullable(table.get(HandlerSettings.SNAPSHOTTER)).map(JsonNode::asText);
        }
    }

    /**
     * @throws ConfigurationException naming the key of a handler without a type or with a setting that cannot be, or of the
     *         default runtime that there is no handler for
     */
    static RuntimeHandlers of(ContainerdConfig config, ContainerdVersion version, RuntimePrograms programs,
            Optional<Gvisor> gvisor, UserRuntimes users) {
        RuntimeHandlers all = new RuntimeHandlers(config, version, programs, gvisor, users);
        all.presets().forEach((name, type) -> all.add(name, Optional.of(type), Optional.empty()));
        new TreeMap<>(config.pods().runtimes()).forEach((name, configured) -> {
            Optional<String> preset = Optional.ofNullable(all.rendered.remove(name)).map(Handler::type);
            if (configured.enabled()) {
                all.add(name, preset, Optional.of(configured));
            }
        });
        all.handlers.putAll(all.rendered);
        users.handlers().forEach((name, table) -> all.handlers.merge(name, Handler.of(table),
                (handler, added) -> handler.with(added.table())));
        all.requireDefault();
        return all;
    }

    private SortedMap<String, String> presets() {
        SortedMap<String, String> types = new TreeMap<>();
        types.put(RUNC, RUNC_TYPE);
        gvisor.ifPresent(there -> types.put(RUNSC, there.type()));
        if (config.pods().detectRuntimes()) {
            KnownRuntime.ALL.stream().filter(known -> programs.find(known.program()).isPresent())
                    .forEach(known -> types.put(known.handler(), known.type()));
        }
        return types;
    }

    /** The default runtime that is rendered; empty where the user's own TOML has one and no key does. */
    Optional<String> renderedDefault() {
        return config.pods().defaultRuntime()
                .or(() -> users.defaultRuntime().isPresent() ? Optional.empty() : Optional.of(RUNC));
    }

    private void requireDefault() {
        String name = renderedDefault().or(users::defaultRuntime).orElseThrow();
        if (handlers.containsKey(name)) {
            return;
        }
        String why = name.equals(RUNSC) && gvisor.isEmpty() && config.runsc().enabled().orElse(true)
                ? ", because " + Gvisor.absent()
                : "";
        throw new ConfigurationException(ConfigKeys.key("default-runtime"),
                "there is no runtime handler '" + name + "'" + why + ", only " + handlers.keySet()
                        + "; use one of them, or configure " + ConfigKeys.entry("runtimes", name));
    }

    private void add(String name, Optional<String> preset, Optional<RuntimeHandlerConfig> configured) {
        String prefix = "runtimes." + ConfigKeys.segment(name);
        String type = configured.flatMap(RuntimeHandlerConfig::type).or(() -> preset)
                .orElseThrow(() -> new ConfigurationException(ConfigKeys.key(prefix + ".type"),
                        "the runtime handler has no type; set one, such as " + RUNC_TYPE));
        ObjectNode options = defaultOptions(name, type, configured.map(RuntimeHandlers::namesBinary).orElse(false));
        Optional<HandlerSettings> settings = configured.map(handler -> new HandlerSettings(prefix, handler));
        settings.ifPresent(all -> all.addOptions(type, options));
        ObjectNode table = Toml.table();
        table.put(TYPE, type);
        table.put("privileged_without_host_devices",
                configured.map(RuntimeHandlerConfig::privilegedWithoutHostDevices).orElse(false));
        settings.ifPresent(all -> all.addTo(table, version));
        if (!options.isEmpty()) {
            table.set(OPTIONS, options);
        }
        rendered.put(name, Handler.of(table));
    }

    private static boolean namesBinary(RuntimeHandlerConfig handler) {
        return handler.binaryName().isPresent() || handler.options().containsKey(BINARY_NAME);
    }

    /** The programs that handlers name, which must be looked for beside those that each handler may have. */
    static Set<String> namedPrograms(ContainerdConfig config, UserRuntimes users) {
        Set<String> programs = new TreeSet<>();
        config.pods().runtimes().values().forEach(handler -> {
            handler.type().ifPresent(programs::add);
            handler.shim().ifPresent(shim -> programs.add(shim.toString()));
            handler.binaryName().ifPresent(binary -> programs.add(binary.toString()));
            Optional.ofNullable(handler.options().get(BINARY_NAME)).ifPresent(programs::add);
        });
        users.handlers().values().stream().map(Handler::of).forEach(handler -> {
            programs.add(handler.type());
            handler.path().ifPresent(programs::add);
            handler.binaryName().ifPresent(programs::add);
        });
        programs.removeIf(program -> program.isEmpty() || program.indexOf('\0') >= 0);
        return programs;
    }

    /** Returns the options without which a shim would not run this handler's runtime; other shims have defaults that work. */
    private ObjectNode defaultOptions(String name, String type, boolean namesBinary) {
        ObjectNode options = Toml.table();
        if (type.equals(RUNSC_TYPE) && config.runsc().enabled().orElse(true)) {
            options.put("TypeUrl", RUNSC_TYPE + ".options");
            options.put("ConfigPath", config.runsc().configFile().toString());
        } else if (type.equals(RUNC_TYPE) && !namesBinary) {
            binary(name, options);
        }
        return options;
    }

    private void binary(String name, ObjectNode options) {
        if (name.equals(RUNSC) && gvisor.isPresent()) {
            options.put(BINARY_NAME, config.runsc().wrapperFile().toString());
            options.put("Root", config.runsc().root().toString());
        } else if (config.pods().detectRuntimes()) {
            KnownRuntime.ALL.stream().filter(known -> known.handler().equals(name)).findFirst()
                    .flatMap(known -> known.binaryName(programs))
                    .ifPresent(program -> options.put(BINARY_NAME, program.toString()));
        }
    }

    /** The handlers that are rendered, by their names. */
    SortedMap<String, Handler> rendered() {
        return rendered;
    }

    /** All handlers by their names, with what the user's own TOML brings and adds. */
    SortedMap<String, Handler> handlers() {
        return handlers;
    }

    /** Whether a handler runs gVisor's own shim, which reads {@code runsc.toml}. */
    boolean useRunscShim() {
        return config.runsc().enabled().orElse(true)
                && rendered.values().stream().anyMatch(handler -> handler.type().equals(RUNSC_TYPE));
    }

    /** The runsc that a handler runs by the wrapper, through runc's shim. */
    Optional<Path> wrappedRunsc() {
        String wrapper = config.runsc().wrapperFile().toString();
        return gvisor.map(Gvisor::runsc).filter(runsc -> rendered.values().stream()
                .anyMatch(handler -> handler.binaryName().filter(wrapper::equals).isPresent()));
    }

    /** Returns a sentence on how gVisor is run, or that it is missing. */
    Optional<String> gvisorSentence() {
        if (!config.runsc().enabled().orElse(true)) {
            return Optional.empty();
        }
        if (gvisor.isEmpty()) {
            return handlers.containsKey(RUNSC) ? Optional.empty()
                    : Optional.of("There is no runtime handler runsc, because " + Gvisor.absent() + ".");
        }
        Gvisor there = gvisor.get();
        return wrappedRunsc().map(runsc -> "The runtime handler runsc runs " + runsc + " through runc's shim by "
                + config.runsc().wrapperFile()
                + (there.shim().isPresent() ? "."
                        : ", because gVisor's own shim is not in a directory of "
                                + ConfigKeys.key("path") + "."))
                .or(() -> there.shim().filter(shim -> useRunscShim())
                        .map(shim -> "The runtime handler runsc runs " + there.runsc() + " by " + shim + "."));
    }

    /** Returns a sentence for each handler that cannot run pods because of its type or of a missing program. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        handlers.forEach((name, handler) -> fault(handler).ifPresent(fault -> warnings.add("Pods of the runtime handler "
                + name + " cannot run, because " + fault + ".")));
        return warnings;
    }

    private Optional<String> fault(Handler handler) {
        Optional<String> shim = handler.path().or(() -> RuntimePrograms.shim(handler.type()));
        if (shim.isEmpty()) {
            return Optional.of("its type '" + handler.type() + "' is none; use one such as " + RUNC_TYPE
                    + ", or the absolute path of a shim");
        }
        Optional<String> runtime = handler.type().equals(RUNC_TYPE) ? Optional.of(handler.binaryName().orElse(RUNC))
                : Optional.empty();
        String wrapper = config.runsc().wrapperFile().toString();
        return Stream.of(shim, runtime).flatMap(Optional::stream)
                .filter(program -> !program.equals(wrapper) && !programs.has(program)).findFirst()
                .map(program -> program.startsWith("/")
                        ? program + " is not an executable file; install it, or correct the path"
                        : program + " is not in a directory of " + ConfigKeys.key("path")
                                + "; install it, or add its directory");
    }

    /** The handlers whose runtime makes control groups by systemd, by their names. */
    List<String> bySystemd() {
        return byRuncsShim(true);
    }

    /** The handlers whose runtime could make control groups by systemd and does not, by their names. */
    List<String> notBySystemd() {
        return byRuncsShim(false);
    }

    /** Returns where a handler is told whether it makes control groups by systemd: its key, or the user's own TOML. */
    String systemdCgroup(String handler) {
        return rendered.containsKey(handler)
                ? ConfigKeys.key("runtimes." + ConfigKeys.segment(handler) + ".systemd-cgroup")
                : HandlerSettings.SYSTEMD_CGROUP + " in the options of the runtime handler " + handler;
    }

    private List<String> byRuncsShim(boolean systemd) {
        return handlers.entrySet().stream().filter(entry -> entry.getValue().type().equals(RUNC_TYPE))
                .filter(entry -> entry.getValue().options().path(HandlerSettings.SYSTEMD_CGROUP).asBoolean() == systemd)
                .map(Map.Entry::getKey).toList();
    }
}
