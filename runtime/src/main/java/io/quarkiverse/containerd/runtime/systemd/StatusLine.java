package io.quarkiverse.containerd.runtime.systemd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.client.CriStatus;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.preseed.SandboxReport;
import io.quarkiverse.containerd.runtime.daemon.DaemonLiveness;
import io.quarkiverse.containerd.runtime.daemon.DaemonReadiness;
import io.quarkiverse.containerd.runtime.text.BoundedText;
import io.quarkiverse.containerd.runtime.text.VisibleText;

/** The state of the node daemon in one line for people, as {@code systemctl status} shows it. */
final class StatusLine {

    private static final int LONGEST = 500;
    private static final int LONGEST_REASON = 200;

    private StatusLine() {
    }

    static String of(NodeDaemon node) {
        if (!node.enabled()) {
            return "containerd is not started: quarkus.containerd.enabled is false";
        }
        DaemonLiveness liveness = DaemonLiveness.of(node);
        if (!liveness.responsive()) {
            return "Not live: the supervisor does not answer";
        }
        DaemonReadiness readiness = DaemonReadiness.of(node);
        List<String> details = new ArrayList<>();
        liveness.stuck().forEach(stuck -> details.add(stuck.dn() + " does not end"));
        readiness.unsettled().forEach(unsettled -> details.add(describe(unsettled)));
        readiness.containerd().flatMap(status -> complaint(status, readiness.criEnabled())).ifPresent(details::add);
        if (node.preseedEnabled()) {
            details.addAll(describe(node.preseed()));
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

    private static String describe(NodeSnapshot node) {
        return switch (node.state()) {
            case DEAD -> node.dn() + (node.crashLooping() ? " fails again and again" : " failed")
                    + node.lastFailure().map(failure -> ": " + reason(failure)).orElse("");
            case UNHEALTHY ->
                node.dn() + " is unhealthy" + node.lastFailure().map(failure -> ": " + reason(failure)).orElse("");
            case CANCELED -> node.dn() + " has ended";
            default -> node.dn() + " starts";
        };
    }

    private static String reason(Failure failure) {
        return oneLine(failure.message(), LONGEST_REASON);
    }

    private static Optional<String> complaint(ContainerdStatus status, boolean criEnabled) {
        if (status.error().isPresent()) {
            return status.error().map(error -> "containerd does not answer: " + oneLine(error, LONGEST_REASON));
        }
        if (!status.serving()) {
            return Optional.of("containerd does not serve");
        }
        return criEnabled ? status.cri().flatMap(StatusLine::complaint) : Optional.empty();
    }

    private static Optional<String> complaint(CriStatus cri) {
        if (!cri.runtimeReady()) {
            return Optional.of("the CRI plugin is not ready: " + oneLine(BoundedText.names(cri.reasons()), LONGEST_REASON));
        }
        return cri.networkReady() ? Optional.empty() : Optional.of("the pods' network is not configured yet");
    }

    private static List<String> describe(PreseedReport report) {
        if (report.archives().isEmpty()) {
            return List.of();
        }
        long loaded = report.archives().stream().filter(archive -> archive.state() == ArchiveReport.State.LOADED).count();
        String loading = BoundedText.names(report.loading().stream().map(ArchiveReport::path).toList());
        List<String> details = new ArrayList<>();
        details.add(loaded + " of " + report.archives().size() + " image archives are loaded"
                + (loading.isEmpty() ? "" : ", now " + loading));
        long planned = report.archives().stream().filter(archive -> archive.state() == ArchiveReport.State.PLANNED).count();
        if (planned > 0) {
            details.add("this is a dry run, in which " + planned + " could be loaded");
        }
        report.failed().forEach(archive -> details.add(
                archive.path() + " failed" + archive.error().map(error -> ": " + oneLine(error, LONGEST_REASON)).orElse("")));
        report.archives().stream().filter(archive -> archive.state() == ArchiveReport.State.GONE).forEach(archive -> details
                .add(archive.path() + ": " + archive.error().map(error -> oneLine(error, LONGEST_REASON)).orElse("")));
        report.sandbox().flatMap(SandboxReport::error).ifPresent(error -> details.add(oneLine(error, LONGEST_REASON)));
        return details;
    }

    /** A line break in a message would end it and begin the next assignment. */
    private static String oneLine(String text, int longest) {
        String line = VisibleText.line(text.replaceAll("\\p{Cntrl}+", " ").strip());
        return line.length() <= longest ? line : line.substring(0, longest) + "…";
    }
}
