package io.quarkiverse.containerd.deployment.faults;

import java.io.IOException;
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

    private ArchiveFaults() {
    }

    static List<Fault> all() {
        return List.of(new ArchiveCut(), new ArchiveOfRandomBytes(), new ArchiveLies(), new ArchiveIsFifo());
    }

    /** An archive that fails, which the health data say with its path. */
    private static Effect fails() {
        return Effect.staysUp(Delay.ARCHIVE, "\"archive.k8s.io/fault.tar.error\": \"[^\"]+\"");
    }

    private static void remove(FaultNode node) throws IOException {
        Files.delete(node.archive());
    }

    private static byte[] tar() {
        return new DockerArchive().image(Image.of(Layer.of(Map.of("file", new byte[100_000]))), "localhost/fault:1").tar();
    }

    record ArchiveCut() implements Fault {
        @Override
        public String title() {
            return "an optional archive is cut";
        }

        @Override
        public Effect effect() {
            return fails();
        }

        @Override
        public void inject(FaultNode node) throws IOException {
            byte[] tar = tar();
            Files.write(node.archive(), Arrays.copyOf(tar, tar.length / 2));
        }

        @Override
        public void heal(FaultNode node) throws IOException {
            remove(node);
        }
    }

    record ArchiveOfRandomBytes() implements Fault {
        @Override
        public String title() {
            return "an optional archive holds random bytes";
        }

        @Override
        public Effect effect() {
            return fails();
        }

        @Override
        public void inject(FaultNode node) throws IOException {
            byte[] bytes = new byte[100_000];
            new Random(2).nextBytes(bytes);
            Files.write(node.archive(), bytes);
        }

        @Override
        public void heal(FaultNode node) throws IOException {
            remove(node);
        }
    }

    record ArchiveLies() implements Fault {
        @Override
        public String title() {
            return "an optional archive lacks a layer that it names";
        }

        @Override
        public Effect effect() {
            return fails();
        }

        @Override
        public void inject(FaultNode node) throws IOException {
            new DockerArchive().image(Image.of(Layer.of(Map.of("file", new byte[10]))), "localhost/fault:1")
                    .without("0/0/layer.tar").write(node.archive());
        }

        @Override
        public void heal(FaultNode node) throws IOException {
            remove(node);
        }
    }

    record ArchiveIsFifo() implements Fault {
        @Override
        public String title() {
            return "an optional archive is a FIFO";
        }

        @Override
        public Effect effect() {
            return Effect.staysUp(Delay.ARCHIVE, "\"node.root.containerd.preseed.state\": \"(HEALTHY|DONE)\"");
        }

        @Override
        public void inject(FaultNode node) throws Exception {
            Command.run("mkfifo", node.archive().toString());
        }

        @Override
        public void heal(FaultNode node) throws IOException {
            remove(node);
        }
    }
}
