package io.quarkiverse.containerd.testing;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.client.NamespaceClient;

/** The entry point of the assertions, to be imported statically beside that of AssertJ. */
public final class ContainerdAssertions {

    private ContainerdAssertions() {
    }

    /** Begins an assertion on the node daemon: its health and its nodes. */
    public static NodeDaemonAssert assertThat(NodeDaemon daemon) {
        return new NodeDaemonAssert(daemon);
    }

    /** Begins an assertion on a node of the tree. */
    public static NodeAssert assertThat(NodeSnapshot node) {
        return new NodeAssert(node);
    }

    /** Begins an assertion on the images of a namespace. */
    public static NamespaceAssert assertThat(NamespaceClient namespace) {
        return new NamespaceAssert(namespace);
    }
}
