package io.quarkiverse.containerd.runtime.daemon;

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
import io.quarkiverse.containerd.runtime.host.process.DiagnosedFailure;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * Something that is wrong with the node, in the same words wherever it is told.
 *
 * @param about a DN, an archive, or a part of the daemon
 * @param problem a clause that goes on from there, such as "has ended"
 * @param remedy a sentence on what to do; empty if nothing is to be done but wait, or the problem tells it
 */
public record Problem(String about, String problem, Optional<String> remedy) {

    private static final String DAEMON = "Restart the daemon.";

    /** Returns all that is wrong, what matters most first; of a supervisor that does not answer, that alone. */
    public static List<Problem> of(NodeDaemon daemon) {
        DaemonLiveness liveness = DaemonLiveness.of(daemon);
        if (!liveness.responsive()) {
            return List.of(new Problem("the supervisor", "does not answer", Optional.of(DAEMON)));
        }
        List<Problem> problems = new ArrayList<>();
        liveness.stuck().forEach(stuck -> problems.add(new Problem(stuck.dn(), "does not end",
                Optional.of("Its stack is in the supervision tree. If it never ends: " + DAEMON))));
        DaemonReadiness readiness = DaemonReadiness.of(daemon);
        readiness.unsettled().forEach(node -> problems.add(of(node)));
        // it may fail again at any moment
        readiness.settled().stream().filter(NodeSnapshot::crashLooping).forEach(node -> problems.add(of(node)));
        readiness.containerd().flatMap(status -> of(status, readiness.criEnabled())).ifPresent(problems::add);
        if (readiness.enabled() && daemon.preseedEnabled()) {
            add(problems, daemon.preseed());
        }
        return List.copyOf(problems);
    }

    private static Problem of(NodeSnapshot node) {
        String state = switch (node.state()) {
            case DEAD -> (node.crashLooping() ? "fails again and again" : "failed") + reason(node);
            case UNHEALTHY -> "is unhealthy" + reason(node);
            case CANCELED -> "has ended";
            default -> node.crashLooping() ? "has failed " + node.recentFailures() + " times of late" + reason(node) : "starts";
        };
        return new Problem(node.dn(), state, node.lastFailure().flatMap(DiagnosedFailure::of).flatMap(DiagnosedFailure::hint));
    }

    private static String reason(NodeSnapshot node) {
        return node.lastFailure().map(failure -> ": " + reason(failure)).orElse("");
    }

    private static String reason(Failure failure) {
        return DiagnosedFailure.of(failure).flatMap(DiagnosedFailure::cause).orElseGet(() -> oneLine(failure.message()));
    }

    private static Optional<Problem> of(ContainerdStatus status, boolean criEnabled) {
        if (status.error().isPresent()) {
            return status.error().map(error -> new Problem("containerd", "does not answer: " + oneLine(error),
                    Optional.of("If it does not soon: restart root.containerd.")));
        }
        if (!status.serving()) {
            return Optional.of(new Problem("containerd", "does not serve", Optional.empty()));
        }
        return criEnabled ? status.cri().filter(cri -> !cri.runtimeReady()).map(Problem::of) : Optional.empty();
    }

    private static Problem of(CriStatus cri) {
        return new Problem("the CRI plugin", "is not ready: " + oneLine(BoundedText.names(cri.reasons())),
                Optional.of("containerd's log says why: logs root.containerd."));
    }

    private static void add(List<Problem> problems, PreseedReport preseed) {
        preseed.failed()
                .forEach(archive -> problems.add(new Problem(BoundedText.name(archive.path()), "failed" + reason(archive),
                        Optional.of("It is tried again when the archive has been mended or replaced, or by preseed retry."))));
        preseed.archives().stream().filter(archive -> archive.state() == ArchiveReport.State.GONE)
                .forEach(archive -> problems.add(new Problem(BoundedText.name(archive.path()),
                        "is no longer whole in containerd" + reason(archive), Optional.of("preseed retry brings it again."))));
        preseed.sandbox().flatMap(SandboxReport::error)
                .ifPresent(error -> problems.add(new Problem("the sandbox image", "is missing: " + oneLine(error),
                        Optional.empty())));
    }

    private static String reason(ArchiveReport archive) {
        return archive.error().map(error -> ": " + oneLine(error)).orElse("");
    }

    private static String oneLine(String text) {
        return BoundedText.reason(text.replaceAll("\\p{Cntrl}+", " ").strip());
    }

    /** The problem in one line. */
    @Override
    public String toString() {
        return about + " " + problem;
    }
}
