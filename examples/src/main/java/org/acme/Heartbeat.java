// tag::heartbeat[]
package org.acme;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;

public class Heartbeat {

    @Supervised
    void heartbeat(NodeHandle node) throws InterruptedException {
        node.logger().infof("running beside containerd");
        node.signalHealthy();
        node.awaitCancellation();
    }
}
// end::heartbeat[]
