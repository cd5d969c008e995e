package org.acme;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;

public class Agent {

    // tag::children[]
    @Supervised
    void agent(NodeHandle node) throws Exception {
        node.run("reader", this::read);
        node.run("writer", this::write);
        node.signalHealthy();
        node.awaitCancellation();
    }
    // end::children[]

    private void read(NodeHandle node) throws InterruptedException {
        node.signalHealthy();
        node.awaitCancellation();
    }

    private void write(NodeHandle node) throws InterruptedException {
        node.signalHealthy();
        node.awaitCancellation();
    }
}
