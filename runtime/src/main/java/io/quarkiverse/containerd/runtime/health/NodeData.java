package io.quarkiverse.containerd.runtime.health;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.runtime.host.process.DiagnosedFailure;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** The nodes of the supervision tree as health data: {@code node.<DN>.<attribute>}. */
final class NodeData {

    /** The whole message, with the last lines that containerd printed, is in the log. */
    private static final int LONGEST_FAILURE = 400;

    private NodeData() {
    }

    static void add(HealthData response, List<NodeSnapshot> tree, Set<String> optional) {
        for (NodeSnapshot node : tree) {
            String key = "node." + node.dn();
            response.with(key + ".state", node.state().name());
            response.with(key + ".since", node.since().toString());
            response.with(key + ".restarts", node.restarts());
            if (optional.contains(node.dn())) {
                response.with(key + ".required", false);
            }
            node.lastFailure().ifPresent(failure -> add(response, key, failure));
            if (node.recentFailures() > 0) {
                response.with(key + ".recent_failures", node.recentFailures());
            }
            if (node.crashLooping()) {
                response.with(key + ".crash_loop", true);
            }
            node.nextStart().ifPresent(at -> response.with(key + ".next_start", at.toString()));
        }
    }

    static void add(HealthData response, StuckRunnable stuck) {
        response.with("node." + stuck.dn() + ".stuck_since", stuck.cancelledAt().toString());
    }

    private static void add(HealthData response, String key, Failure failure) {
        response.with(key + ".last_failure", BoundedText.line(failure.message(), LONGEST_FAILURE));
        response.with(key + ".failed_at", failure.at().toString());
        Optional<DiagnosedFailure> diagnosed = DiagnosedFailure.of(failure);
        diagnosed.flatMap(DiagnosedFailure::cause).ifPresent(cause -> response.with(key + ".cause", cause));
        diagnosed.flatMap(DiagnosedFailure::hint).ifPresent(hint -> response.with(key + ".hint", hint));
    }
}
