package io.quarkiverse.containerd.deployment.faults;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** Faults of the FIFO that carries gVisor's log. */
final class FifoFaults {

    private static final int LINES = 200_000;

    private FifoFaults() {
    }

    static Stream<Fault> all() {
        return Stream.concat(Fault.alike("gVisor's FIFO is lost",
                new Fault("gVisor's FIFO is removed",
                        Effect.recovers(Delay.AT_ONCE, "FIFO \\S+ was removed or replaced while it was being read"),
                        node -> Files.delete(node.fifo())),
                new Fault("a file is in the place of gVisor's FIFO",
                        Effect.recovers(Delay.AT_ONCE, "\\S+ was a regular file and has been replaced by a FIFO"),
                        FifoFaults::replaceByFile)),
                Stream.of(new Fault("gVisor's FIFO is flooded",
                        Effect.staysUp(Delay.AT_ONCE, "\"node.root.runsc.state\": \"HEALTHY\""),
                        FifoFaults::flood)));
    }

    private static void replaceByFile(FaultNode node) throws Exception {
        Path file = Files.writeString(node.fifo().resolveSibling("file"), "text");
        Files.move(file, node.fifo(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void flood(FaultNode node) throws Exception {
        byte[] line = "D0101 00:00:00.000000       1 flood.go:1] flood\n".getBytes(StandardCharsets.UTF_8);
        try (FileChannel fifo = FileChannel.open(node.fifo(), StandardOpenOption.WRITE)) {
            for (int i = 0; i < LINES; i++) {
                fifo.write(ByteBuffer.wrap(line));
            }
        }
    }
}
