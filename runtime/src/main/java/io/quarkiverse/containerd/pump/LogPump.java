package io.quarkiverse.containerd.pump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

import io.quarkiverse.containerd.host.Fifo;
import io.quarkiverse.containerd.host.HostException;
import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.logs.LineWriter;
import io.quarkiverse.containerd.supervisor.NodeHandle;
import io.quarkiverse.containerd.supervisor.SupervisedRunnable;

/**
 * Carries what others write into a FIFO to the log of its node. gVisor sandboxes stand still once the FIFO they log to is full,
 * so this reads whatever the log's consumers do.
 */
public final class LogPump implements SupervisedRunnable {

    /** The capacity of a pipe. A read that returns less has emptied it, so what was read ends where a writer ended. */
    private static final int PIPE_BYTES = 64 * 1024;

    private final Fifo fifo;
    private final LineParser parser;

    /**
     * @param fifo the FIFO; it is made when it is missing
     * @param parser understands what is written into it
     */
    public LogPump(Fifo fifo, LineParser parser) {
        this.fifo = fifo;
        this.parser = parser;
    }

    @Override
    public void run(NodeHandle node) throws Exception {
        if (fifo.ensure() == Fifo.Outcome.REPLACED) {
            node.logger()
                    .warnf("%s was a regular file and has been replaced by a FIFO. Its content is gone; who still writes to it"
                            + " is not heard before it opens the FIFO", fifo.path());
        }
        try (FileChannel channel = fifo.open();
                FifoWatch watch = FifoWatch.start(fifo, channel);
                LineWriter lines = node.logger().lines(parser)) {
            node.signalHealthy();
            pump(node, channel, watch, lines);
        }
    }

    private void pump(NodeHandle node, FileChannel channel, FifoWatch watch, LineWriter lines) throws IOException {
        try {
            pump(channel, lines);
        } catch (ClosedChannelException e) {
            if (watch.lost()) {
                throw new HostException(fifo.path(), "FIFO " + fifo.path()
                        + " was removed or replaced while it was read. It is made"
                        + " again at the next start; who has the earlier one open is not heard any more. Leave it in its place.");
            }
            if (!node.isCancelled()) {
                throw e;
            }
        }
    }

    private static void pump(FileChannel channel, LineWriter lines) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(PIPE_BYTES);
        while (true) {
            int count = channel.read(buffer.clear());
            lines.write(buffer.array(), 0, count);
            if (count < PIPE_BYTES) {
                lines.flush();
            }
        }
    }
}
