package io.quarkiverse.containerd.deployment.faults;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.quarkiverse.containerd.testing.Command;
import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;

/** Optional archives that cannot be loaded. */
final class ArchiveFaults {

    /** An archive that fails, which the health data say with its path. */
    private static final Effect FAILS = Effect.staysUp(Delay.ARCHIVE, "\"archive.k8s.io/fault.tar.error\": \"[^\"]+\"");

    private ArchiveFaults() {
    }

    static List<Fault> all() {
        return List.of(
                fault("an optional archive is cut", FAILS, ArchiveFaults::writeCut),
                fault("an optional archive holds random bytes", FAILS, ArchiveFaults::writeRandomBytes),
                fault("an optional archive lacks a layer that it names", FAILS,
                        node -> archive(10).without("0/0/layer.tar").write(node.archive())),
                fault("an optional archive is a FIFO",
                        Effect.staysUp(Delay.ARCHIVE, "\"node.root.containerd.preseed.state\": \"(HEALTHY|DONE)\""),
                        node -> Command.run("mkfifo", node.archive().toString())));
    }

    private static Fault fault(String title, Effect effect, Fault.Step injection) {
        return new Fault(title, effect, injection, node -> Files.delete(node.archive()));
    }

    private static void writeCut(FaultNode node) throws Exception {
        byte[] tar = archive(100_000).tar();
        Files.write(node.archive(), Arrays.copyOf(tar, tar.length / 2));
    }

    private static void writeRandomBytes(FaultNode node) throws Exception {
        byte[] bytes = new byte[100_000];
        new Random(2).nextBytes(bytes);
        Files.write(node.archive(), bytes);
    }

    private static DockerArchive archive(int size) {
        return new DockerArchive().image(Image.of(Layer.of(Map.of("file", new byte[size]))), "localhost/fault:1");
    }
}
