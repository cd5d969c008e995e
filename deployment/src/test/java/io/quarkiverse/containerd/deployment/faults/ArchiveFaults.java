package io.quarkiverse.containerd.deployment.faults;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import io.quarkiverse.containerd.testing.Command;
import io.quarkiverse.containerd.testing.Compressor;
import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.Tar;

/** Optional archives that cannot be loaded. */
final class ArchiveFaults {

    /** An archive that fails, which the health data say with its path. */
    static final Effect FAILS = Effect.staysUp(Delay.ARCHIVE, "\"archive.k8s.io/fault.tar.error\": \"[^\"]+\"");

    private ArchiveFaults() {
    }

    static Stream<Fault> all() {
        return Stream.of(Fault.alike("an archive is damaged",
                fault("an optional archive is cut", FAILS, ArchiveFaults::writeCut),
                fault("an optional archive holds random bytes", FAILS, ArchiveFaults::writeRandomBytes),
                fault("an optional archive lacks a layer that it names", FAILS,
                        node -> archive(10).without("0/0/layer.tar").write(node.archive())),
                fault("an optional archive is a FIFO",
                        Effect.staysUp(Delay.ARCHIVE, "\"node.root.containerd.preseed.state\": \"(HEALTHY|DONE)\""),
                        node -> Command.run("mkfifo", node.archive().toString()))),
                Fault.alike("an archive is hostile", fault("an optional archive decompresses to more than the disk has",
                        fails("there is no room to decompress it|decompresses to more than"), ArchiveFaults::writeBomb),
                        fault("an optional archive wants memory", fails("the sparse files have more than 50000 runs"),
                                ArchiveFaults::writeRuns)),
                Stream.of(new Fault("the disk of containerd's root gets full before an optional archive comes",
                        fails("not enough disk space|no space left on device"), ArchiveFaults::fillDisk,
                        ArchiveFaults::emptyDisk)))
                .flatMap(faults -> faults);
    }

    private static Effect fails(String error) {
        return Effect.staysUp(Delay.ARCHIVE, "\"archive.k8s.io/fault.tar.error\": \"[^\"]*(" + error + ")");
    }

    private static Fault fault(String title, Effect effect, Fault.Step injection) {
        return new Fault(title, effect, injection, ArchiveFaults::remove);
    }

    static void remove(FaultNode node) throws Exception {
        Files.delete(node.archive());
    }

    static void writeCut(FaultNode node) throws Exception {
        byte[] tar = archive(100_000).tar();
        Files.write(node.archive(), Arrays.copyOf(tar, tar.length / 2));
    }

    private static void writeRandomBytes(FaultNode node) throws Exception {
        byte[] bytes = new byte[100_000];
        new Random(2).nextBytes(bytes);
        Files.write(node.archive(), bytes);
    }

    /** A terabyte of zeros, as its header says. */
    private static void writeBomb(FaultNode node) throws Exception {
        try (OutputStream out = Compressor.GZIP.to(Files.newOutputStream(node.archive()))) {
            out.write(new Tar().header('0', "zeros", "", 1L << 40).bytes());
            for (int mebibyte = 0; mebibyte < 100; mebibyte++) {
                out.write(new byte[1 << 20]);
            }
        }
    }

    /** A map of a sparse file with two million runs, in a few kilobytes. */
    private static void writeRuns(FaultNode node) throws Exception {
        String record = " GNU.sparse.map=" + "0,0,".repeat(2_000_000) + "0,0\n";
        int length = record.length() + Integer.toString(record.length()).length();
        Files.write(node.archive(), Compressor.GZIP.compress(new Tar()
                .entry('x', "x", "", (length + record).getBytes(StandardCharsets.UTF_8)).file("x", "").end().bytes()));
    }

    private static void fillDisk(FaultNode node) throws Exception {
        DiskFaults.fill(node.node().root().resolve("filler"));
        archive(100_000).write(node.archive());
    }

    private static void emptyDisk(FaultNode node) throws Exception {
        Files.delete(node.archive());
        Files.delete(node.node().root().resolve("filler"));
    }

    private static DockerArchive archive(int size) {
        return new DockerArchive().image(Image.of(Layer.of(Map.of("file", new byte[size]))), "localhost/fault:1");
    }
}
