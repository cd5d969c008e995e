package io.quarkiverse.containerd.runtime.preseed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.quarkiverse.containerd.TestNode;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.grpc.ContainerdConnection;
import io.quarkiverse.containerd.runtime.preseed.settings.ImportSettings;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;

/** A preseed in a JVM of its own, which can be killed. */
public final class PreseedProgram {

    private PreseedProgram() {
    }

    /** @param arguments the preseed directory and the daemon's socket */
    public static void main(String[] arguments) throws Exception {
        try (ContainerdConnection containerd = new ContainerdConnection(Path.of(arguments[1]))) {
            new Preseed(settings(Path.of(arguments[0])), containerd::client, new PreseedStatus())
                    .run(new TestNode());
        }
    }

    /** All archives are required, and memos of them are kept in the preseed directory. */
    static PreseedSettings settings(Path directory) {
        return new PreseedSettings(directory, List.of("**"), ArchiveSettings.defaults(), new ImportSettings(4,
                Duration.ofHours(1), OptionalLong.empty(), Optional.of(directory.resolve(".memos")), false));
    }

    /** The command that runs it, with options of the JVM. */
    static List<String> command(Path directory, Path socket, String... options) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PreseedProgram.class.getName(),
                directory.toString(), socket.toString()));
        return command;
    }
}
