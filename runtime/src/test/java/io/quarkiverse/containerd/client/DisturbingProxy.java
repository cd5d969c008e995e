package io.quarkiverse.containerd.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A unix socket that leads to another one, and does something when so many bytes have passed. */
public final class DisturbingProxy implements AutoCloseable {

    private final ServerSocketChannel server;
    private final Path target;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final Direction toTarget = new Direction();
    private final Direction fromTarget = new Direction();

    /**
     * @param socket where it listens
     * @param target where it leads
     */
    public DisturbingProxy(Path socket, Path target) throws IOException {
        this.target = target;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        start(this::accept);
    }

    /** What goes to the target. */
    public Direction toTarget() {
        return toTarget;
    }

    /** What comes from the target. */
    public Direction fromTarget() {
        return fromTarget;
    }

    /** Closes every connection, at both ends. */
    public void cut() {
        open.forEach(this::close);
    }

    private void accept() {
        try {
            while (true) {
                lead(server.accept());
            }
        } catch (IOException e) {
            cut();
        }
    }

    private void lead(SocketChannel client) throws IOException {
        SocketChannel daemon = SocketChannel.open(StandardProtocolFamily.UNIX);
        open.add(client);
        open.add(daemon);
        try {
            daemon.connect(UnixDomainSocketAddress.of(target));
            start(() -> copy(client, daemon, toTarget));
            start(() -> copy(daemon, client, fromTarget));
        } catch (IOException e) {
            close(client);
            close(daemon);
        }
    }

    private void copy(SocketChannel from, SocketChannel to, Direction direction) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
        try {
            while (from.read(buffer) >= 0) {
                direction.pass(buffer.flip(), to);
                buffer.clear();
            }
        } catch (IOException e) {
            // one end is gone, so the other one goes too
        } finally {
            close(from);
            close(to);
        }
    }

    private void close(SocketChannel channel) {
        open.remove(channel);
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }

    /** Bytes of all connections one way. */
    public static final class Direction {

        private final AtomicLong passed = new AtomicLong();
        private long at = Long.MAX_VALUE;
        private Runnable action;

        /** How many bytes have passed. */
        public long passed() {
            return passed.get();
        }

        /**
         * Runs the action once, when that many more bytes have passed, and before any more do. It must not wait for bytes of
         * another connection.
         */
        public synchronized void after(long bytes, Runnable action) {
            at = passed.get() + bytes;
            this.action = action;
        }

        /** Forgets the action if it is still to come, else returns when it has been done. @return whether it was to come */
        public synchronized boolean disarm() {
            boolean armed = at != Long.MAX_VALUE;
            at = Long.MAX_VALUE;
            return armed;
        }

        private void pass(ByteBuffer bytes, SocketChannel to) throws IOException {
            int end = bytes.limit();
            while (bytes.position() < end) {
                act();
                bytes.limit((int) Math.min(end, bytes.position() + untilAction()));
                passed.addAndGet(to.write(bytes));
            }
        }

        private synchronized long untilAction() {
            return Math.max(1, at - passed.get());
        }

        private synchronized void act() {
            if (passed.get() >= at) {
                at = Long.MAX_VALUE;
                action.run();
            }
        }
    }
}
