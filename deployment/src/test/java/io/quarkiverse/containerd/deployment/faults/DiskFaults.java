package io.quarkiverse.containerd.deployment.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import java.util.stream.Stream;

import io.quarkiverse.containerd.testing.Command;

/** Faults of the disk and of the files on it. */
final class DiskFaults {

    private DiskFaults() {
    }

    static Stream<Fault> all() {
        return Stream.of(unwritable(), damages(), Stream.of(new Fault("containerd's configuration file is overwritten",
                Effect.recovers(Delay.START, "wrote \\S+/config.toml"), DiskFaults::overwriteConfiguration)), replacements())
                .flatMap(faults -> faults);
    }

    private static Stream<Fault> unwritable() {
        return Fault.alike("a disk cannot be written",
                new Fault("the disk of containerd's root is full when containerd starts",
                        Effect.down(Delay.START, "no space left on device|No space left on device|the disk is full"),
                        DiskFaults::fillRoot, DiskFaults::emptyRoot),
                new Fault("the disk of the run directory is full when containerd starts",
                        Effect.down(Delay.START, "No space left on device|no space left on device|the disk is full"),
                        DiskFaults::fillRun, node -> Files.delete(node.node().run().resolve("filler"))),
                new Fault("the disk of containerd's root is read-only when containerd starts",
                        Effect.down(Delay.START, "read-only file system"), DiskFaults::makeRootReadOnly,
                        node -> Command.run("umount", "--lazy", node.node().root().toString())));
    }

    private static Stream<Fault> damages() {
        return Fault.alike("containerd's database is damaged",
                damaged("containerd's database is cut",
                        node -> Command.run("truncate", "--size=8192", node.database().toString())),
                damaged("containerd's database is empty",
                        node -> Command.run("truncate", "--size=0", node.database().toString())),
                damaged("containerd's database holds random bytes", DiskFaults::overwriteDatabase));
    }

    private static Stream<Fault> replacements() {
        return Fault.alike("containerd's executable is another one",
                new Fault("containerd's executable is removed",
                        Effect.down(Delay.START, "/containerd is not an executable file"),
                        node -> node.withoutContainerd(node::removeExecutable), FaultNode::restoreExecutable),
                new Fault("containerd's executable is replaced by a script that hangs, with a child",
                        Effect.down(Delay.HELPER, "did not end within 10000 ms"), DiskFaults::useHangingScript,
                        FaultNode::restoreExecutable),
                new Fault("containerd's executable is replaced by a program that ends at once",
                        Effect.down(Delay.START, "containerd[^\"]*cause\": \"[^\"]+\""),
                        node -> node.withoutContainerd(() -> node.useExecutable(Path.of("/bin/true"))),
                        FaultNode::restoreExecutable));
    }

    private static Fault damaged(String title, Fault.Step damage) {
        return new Fault(title, Effect.down(Delay.START, "the database \\S+ is damaged"),
                node -> node.withoutContainerd(() -> {
                    Files.copy(node.database(), copy(node));
                    damage.run(node);
                }), DiskFaults::restore);
    }

    private static void fillRoot(FaultNode node) throws Exception {
        fill(node.node().root().resolve("filler"));
        // opening a database of the right size takes no room
        node.withoutContainerd(() -> {
            Files.copy(node.database(), copy(node));
            Files.delete(node.database());
            fill(node.node().root().resolve("filler-2"));
        });
    }

    private static void emptyRoot(FaultNode node) throws Exception {
        // a containerd that finds room before it finds its database makes a new one, and unmounts the pods that are not in it
        node.withoutContainerd(() -> {
            Files.delete(node.node().root().resolve("filler"));
            Files.deleteIfExists(node.node().root().resolve("filler-2"));
            restore(node);
        });
    }

    private static void fillRun(FaultNode node) throws Exception {
        node.withoutContainerd(() -> {
            Files.delete(node.node().run().resolve("config.toml"));
            fill(node.node().run().resolve("filler"));
        });
    }

    private static void makeRootReadOnly(FaultNode node) throws Exception {
        String root = node.node().root().toString();
        node.withoutContainerd(() -> {
            Command.run("mount", "--bind", root, root);
            Command.run("mount", "-o", "remount,bind,ro", root);
        });
    }

    private static void useHangingScript(FaultNode node) throws Exception {
        Path script = Files.writeString(node.node().directory().resolve("hangs"), "#!/bin/sh\nsleep 1000 &\nsleep 1000\n");
        script.toFile().setExecutable(true);
        node.withoutContainerd(() -> node.useExecutable(script));
    }

    private static void overwriteDatabase(FaultNode node) throws Exception {
        byte[] bytes = new byte[(int) Files.size(node.database())];
        new Random(1).nextBytes(bytes);
        Files.write(node.database(), bytes);
    }

    private static void overwriteConfiguration(FaultNode node) throws Exception {
        Files.writeString(node.node().run().resolve("config.toml"), "this is no TOML");
        FaultNode.signal("KILL", node.containerd());
    }

    private static Path copy(FaultNode node) {
        return node.node().directory().resolve("meta.db.copy");
    }

    /** Puts the database back while no containerd has it open. */
    private static void restore(FaultNode node) throws Exception {
        Path aside = node.database().resolveSibling("meta.db.restored");
        await("room").atMost(FaultNode.PATIENCE).ignoreExceptions()
                .until(() -> Files.copy(copy(node), aside, StandardCopyOption.REPLACE_EXISTING) != null);
        Files.move(aside, node.database(), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(copy(node));
    }

    /** Writes until there is no more room. */
    static void fill(Path file) throws IOException {
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int size = block.length; size > 0;) {
                try {
                    out.write(block, 0, size);
                } catch (IOException full) {
                    size /= 2;
                }
            }
        }
    }
}
