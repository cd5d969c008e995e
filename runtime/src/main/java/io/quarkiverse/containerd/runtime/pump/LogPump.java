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
 * Copies what is written to a FIFO to the log of its node. A gVisor sandbox blocks once the FIFO it logs to is full,
 * so the pump keeps reading whatever the consumers of the log do.
 */
public final class LogPump implements SupervisedRunnable {

    private final Fifo fifo;
    private final LineParser parser;
    private final PumpCounters counters;

    /**
     * @param fifo the FIFO; it is created if it is missing
     * @param parser parses the lines
     * @param counters counts what is read
     */
    public LogPump(Fifo fifo, LineParser parser, PumpCounters counters) {
        this.fifo = fifo;
        this.parser = counters.counting(parser);
        this.counters = counters;
    }

    @Override
    public void run(NodeHandle node) throws Exception {
        if (fifo.ensure() == Fifo.Outcome.REPLACED) {
            node.logger()
                    .warnf("%s was a regular file and has been replaced by a FIFO. Its content is lost; writers that still"
                            + " have the file open are not heard until they open the FIFO", fifo.path());
        }
        try (OutputStream lines = counters.counting(node.logger().lines(parser));
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
                        + " was removed or replaced while it was being read. It"
                        + " is created again at the next start; writers that have the old one open are no longer heard. Do not"
                        + " remove it while the daemon runs.");
            }
            throw e;
        } catch (InterruptedException e) {
            if (!node.isCancelled()) {
                throw e;
            }
        }
    }
}
