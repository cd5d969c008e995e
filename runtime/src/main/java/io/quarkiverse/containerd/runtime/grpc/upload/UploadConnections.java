package io.quarkiverse.containerd.runtime.grpc.upload;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The connections that uploads take, one each. A connection is used again as long as any upload is under way; none is left when
 * the last one has ended. Safe for use by several threads.
 */
public final class UploadConnections {

    private final Path socket;
    private final Duration stall;
    private final Deque<Http2Connection> idle = new ArrayDeque<>();
    private int taken;

    /**
     * @param socket containerd's unix socket
     * @param stall how long an upload may go without any progress
     */
    public UploadConnections(Path socket, Duration stall) {
        this.socket = socket;
        this.stall = stall;
    }

    /** A connection that nobody else uses, to be given back. */
    Http2Connection take() throws IOException {
        Http2Connection connection = takeIdle();
        if (connection != null) {
            return connection;
        }
        try {
            return Http2Connection.open(socket, stall);
        } catch (Throwable e) {
            leave();
            throw e;
        }
    }

    private synchronized Http2Connection takeIdle() {
        taken++;
        while (!idle.isEmpty()) {
            Http2Connection connection = idle.pop();
            if (connection.isOpen()) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    /** Gives a connection back, which is closed unless it is of use to others. */
    synchronized void giveBack(Http2Connection connection) {
        if (connection.isReusable()) {
            idle.push(connection);
        } else {
            connection.close();
        }
        leave();
    }

    private synchronized void leave() {
        taken--;
        if (taken == 0) {
            idle.forEach(Http2Connection::close);
            idle.clear();
        }
    }
}
