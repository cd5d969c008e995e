package io.quarkiverse.containerd.runtime.daemon;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkiverse.containerd.ProcessReadiness;
import io.quarkiverse.containerd.SupervisedProcess;
import io.quarkiverse.containerd.runtime.config.ChildProcessConfig;
import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.config.ConfigurationException;
import io.quarkiverse.containerd.runtime.host.process.CommandLine;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;

/**
 * A child process as it is configured.
 *
 * @param name its name in the configuration, and the last part of its DN
 * @param config its keys
 */
record ConfiguredProcess(String name, ChildProcessConfig config) {

    private static final String PROCESSES = "processes";

    String dn() {
        return Supervisor.ROOT + "." + name;
    }

    /** Returns the full name of one of its keys. */
    String key(String key) {
        return ConfigKeys.entry(PROCESSES, name) + (key.isEmpty() ? "" : "." + key);
    }

    List<String> after() {
        return config.after().orElse(List.of());
    }

    /** Returns the error of one of its keys. */
    ConfigurationException error(String key, String message) {
        return new ConfigurationException(key(key), message);
    }

    /**
     * Returns the definition of the process.
     *
     * @param environment the application's own
     * @throws ConfigurationException naming the key of a value that cannot work
     */
    SupervisedProcess definition(Map<String, String> environment) {
        List<String> command = command();
        SupervisedProcess.Builder builder = builder(command)
                .environment(environment(environment))
                .directory(config.directory())
                .logFormat(config.logFormat())
                .ready(readiness())
                .startTimeout(config.timeouts().start())
                .probeInterval(config.probe().interval())
                .probeTimeout(config.probe().timeout())
                .restartAfter(config.probe().restartAfter())
                .stopSignal(config.stopSignal())
                .stopTimeout(config.timeouts().stop());
        config.timeouts().maxStart().ifPresent(builder::longestStartTimeout);
        config.user().ifPresent(builder::user);
        return builder.build();
    }

    private List<String> command() {
        try {
            return CommandLine.split(config.command());
        } catch (IllegalArgumentException e) {
            throw error("command", "the command " + e.getMessage() + "; write the program and its arguments as in a shell");
        }
    }

    private SupervisedProcess.Builder builder(List<String> command) {
        try {
            return SupervisedProcess.command(command.get(0), command.subList(1, command.size()).toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw error("command", "'" + command.get(0) + "' is relative; use an absolute path, or the name of a program in "
                    + ConfigKeys.key("path"));
        }
    }

    private Map<String, String> environment(Map<String, String> own) {
        Map<String, String> variables = new LinkedHashMap<>();
        config.passEnvironment().orElse(List.of()).forEach(name -> Optional.ofNullable(own.get(name))
                .ifPresent(value -> variables.put(name, value)));
        variables.putAll(config.environment());
        return variables;
    }

    private ProcessReadiness readiness() {
        Map<String, ProcessReadiness> given = new LinkedHashMap<>();
        ChildProcessConfig.Ready ready = config.ready();
        ready.http().ifPresent(url -> given.put("ready.http", ProcessReadiness.http(url)));
        ready.socket().ifPresent(socket -> given.put("ready.socket", ProcessReadiness.socket(socket)));
        ready.port().ifPresent(port -> given.put("ready.port", ProcessReadiness.port(port)));
        ready.line().ifPresent(line -> given.put("ready.line", ProcessReadiness.line(line)));
        if (ready.exit()) {
            given.put("ready.exit", ProcessReadiness.exit());
        }
        if (given.size() > 1) {
            List<String> keys = List.copyOf(given.keySet());
            throw error(keys.get(1), "the process is ready in one way, but " + key(keys.get(0)) + " is set, too; remove one of"
                    + " the two keys");
        }
        return given.values().stream().findFirst().orElseGet(ProcessReadiness::running);
    }
}
