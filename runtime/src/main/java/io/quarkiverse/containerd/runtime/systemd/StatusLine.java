package io.quarkiverse.containerd.runtime.systemd;

import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.runtime.daemon.DaemonLiveness;
import io.quarkiverse.containerd.runtime.daemon.DaemonReadiness;
import io.quarkiverse.containerd.runtime.daemon.Problem;
import io.quarkiverse.containerd.runtime.text.BoundedText;
import io.quarkiverse.containerd.runtime.text.VisibleText;

/** The state of the node daemon in one line for people, as {@code systemctl status} shows it. */
final class StatusLine {

    private static final int LONGEST = 500;
    private static final int LONGEST_PROBLEM = 250;

    private StatusLine() {
    }

    static String of(NodeDaemon node) {
        List<String> details = new ArrayList<>();
        Problem.of(node).forEach(problem -> details.add(oneLine(problem.toString(), LONGEST_PROBLEM)));
        if (!node.enabled()) {
            details.add(0, "containerd is not started: quarkus.containerd.enabled is false");
            return oneLine(String.join("; ", details), LONGEST);
        }
        DaemonLiveness liveness = DaemonLiveness.of(node);
        DaemonReadiness readiness = DaemonReadiness.of(node);
        if (liveness.responsive()) {
            if (awaitsNetwork(readiness)) {
                details.add("the pods' network is not configured yet");
            }
            if (node.preseedEnabled()) {
                details.addAll(describe(node.preseed()));
            }
        }
        if (details.isEmpty()) {
            details.add(readiness.tree().size() + " nodes are healthy");
        }
        return oneLine(verdict(node, liveness, readiness) + ": " + String.join("; ", details), LONGEST);
    }

    private static String verdict(NodeDaemon node, DaemonLiveness liveness, DaemonReadiness readiness) {
        if (!liveness.live()) {
            return "Not live";
        }
        if (!node.started()) {
            return "Starting";
        }
        return readiness.ready() ? "Ready" : "Not ready";
    }

    private static boolean awaitsNetwork(DaemonReadiness readiness) {
        return readiness.criEnabled() && readiness.containerd().flatMap(ContainerdStatus::cri)
                .filter(cri -> cri.runtimeReady() && !cri.networkReady()).isPresent();
    }

    private static List<String> describe(PreseedReport report) {
        if (report.archives().isEmpty()) {
            return List.of();
        }
        long loaded = report.archives().stream().filter(archive -> archive.state() == ArchiveReport.State.LOADED).count();
        String loading = BoundedText.names(report.loading().stream().map(ArchiveReport::path).toList());
        return List.of(loaded + " of " + report.archives().size() + " image archives are loaded"
                + (loading.isEmpty() ? "" : ", now " + loading));
    }

    /** A line break in a message would end it and begin the next assignment. */
    private static String oneLine(String text, int longest) {
        String line = VisibleText.line(text.replaceAll("\\p{Cntrl}+", " ").strip());
        return line.length() <= longest ? line : line.substring(0, longest) + "…";
    }
}
