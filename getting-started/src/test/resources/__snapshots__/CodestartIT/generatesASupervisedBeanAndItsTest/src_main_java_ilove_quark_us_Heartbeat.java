package ilove.quark.us;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;

/** Becomes the node root.heartbeat of the supervision tree, beside containerd. */
public class Heartbeat {

    @Supervised
    void heartbeat(NodeHandle node) throws InterruptedException {
        node.logger().infof("running beside containerd");
        node.signalHealthy();
        node.awaitCancellation();
    }
}
