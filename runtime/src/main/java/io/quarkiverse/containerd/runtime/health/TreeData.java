package io.quarkiverse.containerd.runtime.health;

import java.util.List;

import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.runtime.host.process.StartFailure;

/** The supervision tree as health data: the state under the DN, everything else under the DN and a word. */
final class TreeData {

    /** The whole message, with the last lines that containerd printed, is in the log. */
    private static final int LONGEST_FAILURE = 400;

    private TreeData() {
    }

    static void add(HealthCheckResponseBuilder response, List<NodeSnapshot> tree) {
        for (NodeSnapshot node : tree) {
            response.withData(node.dn(), node.state().name());
            response.withData(node.dn() + " since", node.since().toString());
            response.withData(node.dn() + " restarts", node.restarts());
            node.lastFailure().ifPresent(failure -> add(response, node.dn(), failure));
            node.nextStart().ifPresent(at -> response.withData(node.dn() + " next start", at.toString()));
        }
    }

    private static void add(HealthCheckResponseBuilder response, String dn, Failure failure) {
        response.withData(dn + " last failure", shortened(failure.message()));
        response.withData(dn + " failed at", failure.at().toString());
        if (failure.cause() instanceof StartFailure start) {
            start.cause().ifPresent(cause -> response.withData(dn + " cause", cause));
            start.hint().ifPresent(hint -> response.withData(dn + " hint", hint));
        }
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_FAILURE ? message : message.substring(0, LONGEST_FAILURE) + "…";
    }
}
