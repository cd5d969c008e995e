package io.quarkiverse.containerd.runtime.host.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.ShortCommand;
import io.quarkiverse.containerd.runtime.render.ConfigDump;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdFacts;
import io.quarkiverse.containerd.runtime.render.facts.ContainerdVersion;

/** Queries a containerd executable. */
public final class ContainerdBinary {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private ContainerdBinary() {
    }

    /**
     * Returns the version of a containerd executable, from the output of {@code --version}.
     *
     * @throws HostException if it is missing, cannot be run, does not end within ten seconds, or is not containerd
     */
    public static ContainerdVersion version(Path executable) throws HostException {
        return version(executable, TIMEOUT);
    }

    /**
     * Returns a configuration file as a containerd executable understands it.
     *
     * @throws HostException if the executable cannot be run, rejects the file, or does not end within ten seconds; with
     *         its own message
     */
    public static ConfigDump configDump(Path executable, Path configFile) throws HostException {
        try {
            return ConfigDump.parse(ShortCommand.run(
                    List.of(executable.toString(), "--config", configFile.toString(), "config", "dump"), TIMEOUT));
        } catch (IOException | IllegalArgumentException e) {
            throw new HostException("containerd config dump failed for " + configFile + ": " + e.getMessage(), e);
        }
    }

    private static String defaultConfig(Path executable) throws IOException {
        return ShortCommand.run(List.of(executable.toString(), "config", "default"), TIMEOUT);
    }

    /**
     * Returns a containerd's version, which is known, and the configuration schema of its own default.
     *
     * @throws HostException if that cannot be read, or is none
     */
    static ContainerdFacts facts(ContainerdVersion version, Path executable) throws HostException {
        try {
            return ContainerdFacts.of(version, defaultConfig(executable));
        } catch (IOException | IllegalArgumentException e) {
            throw new HostException("The configuration schema of containerd " + version + " cannot be determined: "
                    + e.getMessage() + ". Set quarkus.containerd.executable to a containerd executable that answers"
                    + " config default.", e);
        }
    }

    static ContainerdVersion version(Path executable, Duration timeout) throws HostException {
        if (!Files.exists(executable)) {
            throw new HostException("The executable " + executable
                    + " is missing. Install containerd, or set quarkus.containerd.executable to where it is.");
        }
        try {
            return ContainerdVersion.parse(ShortCommand.run(List.of(executable.toString(), "--version"), timeout));
        } catch (IOException | IllegalArgumentException e) {
            throw new HostException("The version of containerd cannot be determined: " + e.getMessage()
                    + ". Set quarkus.containerd.executable to a containerd executable that this user may run.", e);
        }
    }
}
