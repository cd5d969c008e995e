package io.quarkiverse.containerd.deployment.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Faults of the FIFO that carries gVisor's log. */
final class FifoFaults {

    private FifoFaults() {
    }

    static List<Fault> all() {
        return List.of(new FifoRemoved(), new FifoReplaced(), new FifoFlooded());
    }

    record FifoRemoved() implements Fault {
        @Override
        public String title() {
            return "gVisor's FIFO is removed";
        }

        @Override
        public Effect effect() {
            return Effect.recovers(Delay.AT_ONCE, "FIFO \\S+ was removed or replaced while it was being read");
        }

        @Override
        public void inject(FaultNode node) throws IOException {
            Files.delete(node.fifo());
        }
    }

    record FifoReplaced() implements Fault {
        @Override
        public String title() {
            return "a file is in the place of gVisor's FIFO";
        }

        @Override
        public Effect effect() {
            return Effect.recovers(Delay.AT_ONCE, "\\S+ was a regular file and has been replaced by a FIFO");
        }

        @Override
        public void inject(FaultNode node) throws IOException {
            Path file = Files.writeString(node.fifo().resolveSibling("file"), "text");
            Files.move(file, node.fifo(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    record FifoFlooded() implements Fault {
        private static final int LINES = 200_000;

        @Override
        public String title() {
            return "gVisor's FIFO is flooded";
        }

        @Override
        public Effect effect() {
            return Effect.staysUp(Delay.AT_ONCE, "\"node.root.runsc.state\": \"HEALTHY\"");
        }

        @Override
        public void inject(FaultNode node) throws IOException {
            byte[] line = "D0101 00:00:00.000000       1 flood.go:1] flood\n".getBytes(StandardCharsets.UTF_8);
            try (FileChannel fifo = FileChannel.open(node.fifo(), StandardOpenOption.WRITE)) {
                for (int i = 0; i < LINES; i++) {
                    fifo.write(ByteBuffer.wrap(line));
                }
            }
        }
    }
}
