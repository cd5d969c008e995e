package io.quarkiverse.containerd.runtime.documents;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.runtime.daemon.DaemonLiveness;
import io.quarkiverse.containerd.runtime.daemon.DaemonReadiness;
import io.quarkiverse.containerd.runtime.daemon.Problem;
import io.quarkiverse.containerd.runtime.host.process.DiagnosedFailure;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/** The daemon and the nodes of its supervision tree as documents. */
final class NodeDocuments {

    private NodeDocuments() {
    }

    static ObjectNode document() {
        return object().put("apiVersion", Documents.VERSION);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns the verdicts, and all that is wrong. */
    static ObjectNode status(NodeDaemon daemon) {
        DaemonLiveness liveness = DaemonLiveness.of(daemon);
        DaemonReadiness readiness = DaemonReadiness.of(daemon);
        ObjectNode document = document()
                .put("enabled", daemon.enabled())
                .put("live", liveness.live())
                .put("started", daemon.started())
                .put("ready", readiness.ready());
        document.set("containerd", containerd(readiness, daemon.watch()));
        document.set("preseed", preseed(daemon));
        ArrayNode problems = document.putArray("problems");
        Problem.of(daemon).forEach(problem -> add(problems.addObject(), problem));
        ArrayNode deprecations = document.putArray("deprecations");
        daemon.deprecations().forEach(each -> deprecations.addObject().put("id", each.id()).put("message", each.message()));
        return document.put("droppedLogEntries", daemon.droppedLogEntries());
    }

    private static ObjectNode containerd(DaemonReadiness readiness, WatchReport watch) {
        ObjectNode document = object();
        Optional<ContainerdStatus> status = readiness.containerd();
        document.put("serving", status.map(ContainerdStatus::serving).orElse(false));
        status.ifPresent(each -> {
            document.put("probedAt", each.at().toString());
            each.error().ifPresent(error -> document.put("error", error));
            each.cri().ifPresent(cri -> document.put("runtimeReady", cri.runtimeReady())
                    .put("networkReady", cri.networkReady()));
        });
        return document.put("missedAnswers", watch.missedAnswers()).put("silenceRestarts", watch.silenceRestarts())
                .put("socketRestarts", watch.socketRestarts());
    }

    private static ObjectNode preseed(NodeDaemon daemon) {
        ObjectNode counts = object().put("enabled", daemon.preseedEnabled());
        for (ArchiveReport.State state : ArchiveReport.State.values()) {
            counts.put(state.name().toLowerCase(Locale.ROOT),
                    daemon.preseed().archives().stream().filter(archive -> archive.state() == state).count());
        }
        return counts.put("requiredMissing", daemon.preseed().missing().size());
    }

    private static void add(ObjectNode document, Problem problem) {
        document.put("about", problem.about()).put("problem", problem.problem());
        problem.remedy().ifPresent(remedy -> document.put("remedy", remedy));
    }

    static ObjectNode tree(List<NodeSnapshot> tree, List<StuckRunnable> stuck) {
        ObjectNode document = document();
        ArrayNode nodes = document.putArray("nodes");
        tree.forEach(node -> nodes.add(node(node)));
        ArrayNode left = document.putArray("stuck");
        stuck.forEach(each -> {
            ArrayNode stack = left.addObject().put("dn", each.dn()).put("cancelledAt", each.cancelledAt().toString())
                    .putArray("stack");
            each.stack().forEach(stack::add);
        });
        return document;
    }

    static ObjectNode node(NodeSnapshot node) {
        ObjectNode document = object()
                .put("dn", node.dn())
                .put("state", node.state().name())
                .put("since", node.since().toString())
                .put("restarts", node.restarts())
                .put("recentFailures", node.recentFailures())
                .put("crashLooping", node.crashLooping());
        node.nextStart().ifPresent(at -> document.put("nextStart", at.toString()));
        node.lastFailure().ifPresent(failure -> {
            ObjectNode last = document.putObject("lastFailure").put("at", failure.at().toString())
                    .put("message", BoundedText.message(failure.message()));
            Optional<DiagnosedFailure> diagnosed = DiagnosedFailure.of(failure);
            diagnosed.flatMap(DiagnosedFailure::cause).ifPresent(cause -> last.put("cause", cause));
            diagnosed.flatMap(DiagnosedFailure::hint).ifPresent(hint -> last.put("remedy", hint));
        });
        return document;
    }
}
