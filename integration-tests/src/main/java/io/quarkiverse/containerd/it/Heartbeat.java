package io.quarkiverse.containerd.it;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;

/** A supervised bean of the sample node daemon. */
public class Heartbeat {

    @Supervised
    void heartbeat(NodeHandle node) throws InterruptedException {
        node.logger().infof("beats beside containerd");
        node.signalHealthy();
        node.awaitCancellation();
    }
}
