package io.quarkiverse.containerd.runtime.daemon;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.GrpcSocket;
import io.quarkiverse.containerd.runtime.host.ExecutableLocator;
import io.quarkiverse.containerd.runtime.host.process.ContainerdKeep;
import io.quarkiverse.containerd.runtime.host.process.ContainerdProcess;
import io.quarkiverse.containerd.runtime.host.process.ProcessSpec;
import io.quarkiverse.containerd.runtime.host.process.ServingContainerd;
import io.quarkiverse.containerd.runtime.host.process.StartLimit;
import io.quarkiverse.containerd.runtime.host.process.ToldWarnings;
import io.quarkiverse.containerd.runtime.render.Secrets;

/** Launches containerd with the command line, environment and paths that are configured. */
@Singleton
public class ContainerdLaunch {

    private static final List<String> USER_NAMESPACE = List.of("unshare", "--user", "--map-root-user", "--mount");

    private static final String TEMP = "TMPDIR";

    private final ContainerdConfig config;
    private final ContainerdKeep keep;
    private final StartLimit startLimit;
    private final ToldWarnings told = new ToldWarnings();
    private final ExecutableLocator commands = new ExecutableLocator(ExecutableLocator.COMMAND_DIRECTORIES);

    ContainerdLaunch(ContainerdConfig config, ContainerdKeep keep) {
        this.config = config;
        this.keep = keep;
        Duration first = config.timeouts().start();
        this.startLimit = new StartLimit(first, config.timeouts().maxStart().orElse(first.multipliedBy(10)));
    }

    /**
     * @param probe checks whether it serves
     * @param watch is given each containerd that serves
     */
    ContainerdProcess process(Installation installation, ContainerdProcess.ReadinessProbe probe,
            Consumer<ServingContainerd> watch) {
        return new ContainerdProcess(settings(installation), probe, watch, told, keep);
    }

    private ContainerdProcess.Settings settings(Installation installation) {
        Path run = config.directories().run();
        GrpcSocket socket = GrpcSocket.of(config);
        ProcessSpec process = new ProcessSpec(command(installation), environment(installation), run, config.timeouts().stop());
        return new ContainerdProcess.Settings(process, installation.executable(), config.configFile().path(),
                config.directories().root(), socket.bound(), otherSockets(socket), record(config), startLimit,
                Secrets.of(installation.rendering().tree(), process.environment()), installation.rendering().files());
    }

    /** Returns the file that tells a later run which containerd this one has started. */
    static Path record(ContainerdConfig config) {
        return config.directories().run().resolve("containerd.json");
    }

    /** Returns the directory in which containerd makes temporary files. */
    static Path temp(ContainerdConfig config) {
        return Optional.ofNullable(config.process().environment().get(TEMP)).map(Path::of)
                .orElseGet(() -> config.directories().temp());
    }

    private List<String> command(Installation installation) {
        List<String> command = new ArrayList<>();
        // In a session of its own containerd does not get the terminal's Ctrl-C; who gets it stops containerd in its turn.
        commands.find("setsid").map(Path::toString).ifPresent(command::add);
        command.addAll(config.process().userNamespace() ? USER_NAMESPACE : List.of());
        command.addAll(List.of(installation.executable().toString(), "--config", config.configFile().path().toString()));
        return command;
    }

    private Map<String, String> environment(Installation installation) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH",
                config.process().path().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        environment.put(TEMP, config.directories().temp().toString());
        environment.putAll(installation.rendering().environment());
        environment.putAll(config.process().environment());
        return environment;
    }

    private List<Path> otherSockets(GrpcSocket socket) {
        Path address = socket.address();
        Path ttrpc = config.ttrpc().address().orElse(address.resolveSibling(address.getFileName() + ".ttrpc"));
        return Stream.of(Stream.of(ttrpc), config.debug().address().stream(),
                Stream.of(address).filter(held -> socket.isHeldBack())).flatMap(sockets -> sockets).toList();
    }
}
