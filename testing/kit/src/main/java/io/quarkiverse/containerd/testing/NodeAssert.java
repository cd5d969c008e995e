package io.quarkiverse.containerd.testing;

import org.assertj.core.api.AbstractAssert;

import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;

/** Assertions on a node of the supervision tree. */
public final class NodeAssert extends AbstractAssert<NodeAssert, NodeSnapshot> {

    NodeAssert(NodeSnapshot node) {
        super(node, NodeAssert.class);
    }

    static String describe(NodeSnapshot node) {
        return node.dn() + " " + node.state() + ", " + node.restarts() + " restarts"
                + node.lastFailure().map(failure -> ", last failure: " + failure.message()).orElse("");
    }

    /** Verifies that the node is in a state. */
    public NodeAssert hasState(NodeState state) {
        return verify(actual.state() == state, "be " + state);
    }

    /** Verifies that the node is HEALTHY. */
    public NodeAssert isHealthy() {
        return hasState(NodeState.HEALTHY);
    }

    /** Verifies that the node is DONE. */
    public NodeAssert isDone() {
        return hasState(NodeState.DONE);
    }

    /** Verifies the number of restarts since the supervisor started. */
    public NodeAssert hasRestarts(int restarts) {
        return verify(actual.restarts() == restarts, "have been restarted " + restarts + " times");
    }

    /** Verifies that the node has failed, and that the message of its latest failure has a text. */
    public NodeAssert hasFailed(String text) {
        return verify(actual.lastFailure().filter(failure -> failure.message().contains(text)).isPresent(),
                "have failed with \"" + text + "\"");
    }

    /** Verifies that the node has never failed. */
    public NodeAssert hasNotFailed() {
        return verify(actual.lastFailure().isEmpty(), "not have failed");
    }

    private NodeAssert verify(boolean met, String expected) {
        isNotNull();
        if (!met) {
            throw failure("Expected the node to %s, but it is: %s", expected, describe(actual));
        }
        return this;
    }
}
