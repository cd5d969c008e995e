package io.quarkiverse.containerd.runtime.pump;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Optional;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.files.Fifo;

/**
 * Notices when a FIFO is no longer the one that is being read, and closes the channel of its reader: runsc creates a
 * regular file when the FIFO is missing, and would fill the disk with it unnoticed. The watch waits for events of the
 * FIFO's directory and costs nothing while there are none.
 */
final class FifoWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FifoWatch.class);

    private final Fifo fifo;
    private final Optional<Object> identity;
    private final FileChannel channel;
    private final WatchService service;
    private final Thread thread;
    private volatile boolean lost;

    private FifoWatch(Fifo fifo, FileChannel channel, WatchService service) throws HostException {
        this.fifo = fifo;
        this.identity = fifo.identity();
        this.channel = channel;
        this.service = service;
        this.thread = new Thread(this::watch, "fifo-watch-" + fifo.path().getFileName());
        thread.setDaemon(true);
    }

    static FifoWatch start(Fifo fifo, FileChannel channel) throws IOException {
        Path directory = fifo.path().getParent();
        WatchService service = directory.getFileSystem().newWatchService();
        try {
            directory.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
            FifoWatch watch = new FifoWatch(fifo, channel, service);
            watch.thread.start();
            return watch;
        } catch (IOException | RuntimeException | Error e) {
            service.close();
            throw e;
        }
    }

    /** Whether the channel was closed because the FIFO was removed or replaced. */
    boolean lost() {
        return lost;
    }

    private void watch() {
        try (service) {
            boolean watching = true;
            while (watching && fifo.identity().equals(identity)) {
                WatchKey key = service.take();
                key.pollEvents();
                watching = key.reset();
            }
            lost = true;
            channel.close();
        } catch (InterruptedException e) {
            LOG.debugf("%s is no longer read", fifo.path());
        } catch (IOException e) {
            LOG.warnf("%s is no longer watched: %s", fifo.path(), e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "%s can no longer be watched; it is opened again", fifo.path());
            closeChannel();
        }
    }

    /** Has the pump fail, so that it starts again with a watch. */
    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warnf("%s cannot be closed: %s", fifo.path(), e.getMessage());
        }
    }

    /**
     * Ends the watch soon. Closing the watch service takes the JVM many milliseconds, so the thread of the watch does it.
     */
    @Override
    public void close() {
        thread.interrupt();
    }
}
