package org.acme;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.client.ContainerdClient;

public class ImageWatch {

    private final ContainerdClient containerd;

    ImageWatch(ContainerdClient containerd) {
        this.containerd = containerd;
    }

    // tag::parent[]
    @Supervised(parent = "root.containerd")
    void imageWatch(NodeHandle node) throws InterruptedException {
        node.logger().infof("%d images are there", containerd.namespace("k8s.io").images().list().size());
        node.signalHealthy();
        node.awaitCancellation();
    }
    // end::parent[]
}
