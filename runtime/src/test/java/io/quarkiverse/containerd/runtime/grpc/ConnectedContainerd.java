package io.quarkiverse.containerd.runtime.grpc;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import io.grpc.ManagedChannel;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.testing.DebianContainerd;
import io.quarkiverse.containerd.testing.RealContainerd;

/** A real containerd with a client. */
public final class ConnectedContainerd extends RealContainerd {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ContainerdConnection connection;

    private ConnectedContainerd(Setup setup) throws IOException {
        super(setup);
        connection = new ContainerdConnection(socket());
    }

    /** Starts the containerd of this machine. */
    public static ConnectedContainerd start() {
        return start(Setup.local());
    }

    /** Starts the containerd of a suite of Debian. */
    public static ConnectedContainerd start(DebianContainerd version) {
        return start(Setup.of(version));
    }

    /** Starts a containerd. */
    public static ConnectedContainerd start(Setup setup) {
        try {
            ConnectedContainerd containerd = new ConnectedContainerd(setup);
            containerd.run();
            return containerd;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void run() throws IOException {
        super.run();
        await("containerd's answer").atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).ignoreExceptions().until(() -> {
            client().reconnect();
            return client().isServing();
        });
    }

    /** A client of this daemon. */
    public ContainerdClient client() {
        return connection.client();
    }

    /** The channel of {@link #client()}. */
    public ManagedChannel channel() {
        return connection.channel();
    }

    @Override
    public void close() throws Exception {
        connection.close();
        super.close();
    }
}
