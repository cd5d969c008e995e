package io.quarkiverse.containerd.runtime.pump;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.logs.LineParser;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.files.Fifo;

/**
 * Carries what others write into a FIFO to the log of its node. gVisor sandboxes stand still once the FIFO they log to is full,
 * so this reads whatever the log's consumers do.
 */
public final class LogPump implements SupervisedRunnable {

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
        try (OutputStream lines = node.logger().lines(parser);
                FileChannel channel = fifo.open();
                FifoWatch watch = FifoWatch.start(fifo, channel);
                FifoReader reader = FifoReader.start(node.dn() + ":read", channel, lines)) {
            node.signalHealthy();
            await(node, reader, watch);
        }
    }

    private void await(NodeHandle node, FifoReader reader, FifoWatch watch) throws IOException, InterruptedException {
        try {
            reader.await();
        } catch (ClosedChannelException e) {
            if (watch.lost()) {
                throw new HostException("FIFO " + fifo.path()
                        + " was removed or replaced while it was read. It is made"
                        + " again at the next start; who has the earlier one open is not heard any more. Leave it in its place.");
            }
            throw e;
        } catch (InterruptedException e) {
            if (!node.isCancelled()) {
                throw e;
            }
        }
    }
}
