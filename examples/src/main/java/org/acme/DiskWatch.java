package org.acme;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.SupervisedRunnable;

// tag::bean[]
@Supervised(name = "disk_watch", group = "watches")
public class DiskWatch implements SupervisedRunnable {

    @Override
    public void run(NodeHandle node) throws Exception {
        node.signalHealthy();
        node.awaitCancellation();
    }
}
// end::bean[]
