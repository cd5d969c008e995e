package io.quarkiverse.containerd.runtime.health;

import java.util.List;

import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.runtime.host.process.DiagnosedFailure;

/** The nodes of the supervision tree as health data: {@code node.<DN>.<attribute>}. */
final class NodeData {

    /** The whole message, with the last lines that containerd printed, is in the log. */
    private static final int LONGEST_FAILURE = 400;

    private NodeData() {
    }

    static void add(HealthCheckResponseBuilder response, List<NodeSnapshot> tree) {
        for (NodeSnapshot node : tree) {
            String key = "node." + node.dn();
            response.withData(key + ".state", node.state().name());
            response.withData(key + ".since", node.since().toString());
            response.withData(key + ".restarts", node.restarts());
            node.lastFailure().ifPresent(failure -> add(response, key, failure));
            if (node.recentFailures() > 0) {
                response.withData(key + ".recent_failures", node.recentFailures());
            }
            if (node.crashLooping()) {
                response.withData(key + ".crash_loop", true);
            }
            node.nextStart().ifPresent(at -> response.withData(key + ".next_start", at.toString()));
        }
    }

    static void add(HealthCheckResponseBuilder response, StuckRunnable stuck) {
        response.withData("node." + stuck.dn() + ".stuck_since", stuck.cancelledAt().toString());
    }

    private static void add(HealthCheckResponseBuilder response, String key, Failure failure) {
        response.withData(key + ".last_failure", shortened(failure.message()));
        response.withData(key + ".failed_at", failure.at().toString());
        if (failure.cause() instanceof DiagnosedFailure diagnosed) {
            diagnosed.cause().ifPresent(cause -> response.withData(key + ".cause", cause));
            diagnosed.hint().ifPresent(hint -> response.withData(key + ".hint", hint));
        }
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_FAILURE ? message : message.substring(0, LONGEST_FAILURE) + "…";
    }
}
