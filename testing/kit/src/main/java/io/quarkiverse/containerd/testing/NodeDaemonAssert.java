package io.quarkiverse.containerd.testing;

import org.assertj.core.api.AbstractAssert;

import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.runtime.daemon.DaemonLiveness;
import io.quarkiverse.containerd.runtime.daemon.DaemonReadiness;

/** Assertions on a node daemon, by what its health checks rest on. */
public final class NodeDaemonAssert extends AbstractAssert<NodeDaemonAssert, NodeDaemon> {

    NodeDaemonAssert(NodeDaemon daemon) {
        super(daemon, NodeDaemonAssert.class);
    }

    /** Verifies that the startup check is UP. */
    public NodeDaemonAssert hasStarted() {
        return verify(actual.started(), "have started");
    }

    /** Verifies that the startup check is DOWN. */
    public NodeDaemonAssert hasNotStarted() {
        return verify(!actual.started(), "not have started");
    }

    /** Verifies that the readiness check is UP. */
    public NodeDaemonAssert isReady() {
        return verify(DaemonReadiness.of(actual).ready(), "be ready");
    }

    /** Verifies that the readiness check is DOWN. */
    public NodeDaemonAssert isNotReady() {
        return verify(!DaemonReadiness.of(actual).ready(), "not be ready");
    }

    /** Verifies that the liveness check is UP. */
    public NodeDaemonAssert isLive() {
        return verify(DaemonLiveness.of(actual).live(), "be live");
    }

    /** Verifies that there is a node of this DN, and begins an assertion on it. */
    public NodeAssert node(String dn) {
        isNotNull();
        return new NodeAssert(actual.node(dn).orElseThrow(() -> failure("Expected a node %s in the tree%n%s", dn, tree())));
    }

    /** Verifies that there is no node of this DN. */
    public NodeDaemonAssert hasNoNode(String dn) {
        return verify(actual.node(dn).isEmpty(), "have no node " + dn);
    }

    private NodeDaemonAssert verify(boolean met, String expected) {
        isNotNull();
        if (!met) {
            throw failure("Expected the node daemon to %s. Its tree is%n%s", expected, tree());
        }
        return this;
    }

    private String tree() {
        StringBuilder text = new StringBuilder();
        for (NodeSnapshot node : actual.tree()) {
            text.append("  ").append(NodeAssert.describe(node)).append('\n');
        }
        return text.toString();
    }
}
