package io.quarkiverse.containerd.runtime.daemon;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.config.GrpcSocket;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.process.SocketLink;
import io.quarkus.arc.DefaultBean;
import io.smallrye.common.annotation.Identifier;

/**
 * {@code root.containerd.preseed.socket}, which puts containerd's socket where clients look for it: the preseed is HEALTHY when
 * all required archives are loaded. {@link ContainerdNode} removes the socket when containerd has ended.
 */
@ApplicationScoped
@DefaultBean
@Identifier(ClientSocketNode.DN)
@Supervised(name = "socket", parent = PreseedNode.DN, onlyIf = ClientSocketNode.HeldBack.class)
public class ClientSocketNode implements SupervisedRunnable {

    static final String DN = PreseedNode.DN + ".socket";

    private final GrpcSocket socket;
    private final Duration interval;

    protected ClientSocketNode(ContainerdConfig config) {
        this.socket = GrpcSocket.of(config);
        this.interval = config.health().interval();
    }

    @Override
    public void run(NodeHandle node) throws HostException, InterruptedException {
        SocketLink link = new SocketLink(socket.bound(), socket.address());
        link.ensure();
        node.logger().infof("clients find containerd on %s: all required archives are loaded", socket.address());
        node.signalHealthy();
        while (true) {
            MonotonicTimer.SYSTEM.sleep(interval);
            if (link.ensure()) {
                node.logger().warnf("%s was removed or replaced, and is containerd's socket again", socket.address());
            }
        }
    }

    /** Whether the socket waits for the preseed. */
    @Singleton
    static class HeldBack implements BooleanSupplier {

        private final ContainerdConfig config;

        HeldBack(ContainerdConfig config) {
            this.config = config;
        }

        @Override
        public boolean getAsBoolean() {
            return GrpcSocket.of(config).isHeldBack();
        }
    }
}
