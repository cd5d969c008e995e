package io.quarkiverse.containerd.runtime.daemon;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.SandboxReport;
import io.quarkiverse.containerd.runtime.preseed.store.HumanReadable;
import io.quarkiverse.containerd.runtime.text.BoundedText;

/**
 * What keeps the daemon from having started, seen at one moment.
 *
 * @param tree the supervision tree
 * @param unread whether the preseed directory has still to be read
 * @param missing the required archives that have not been loaded
 * @param sandbox the reason why no pod can start; empty if there is none
 */
record StartObstacles(List<NodeSnapshot> tree, boolean unread, List<ArchiveReport> missing, Optional<String> sandbox) {

    private static final int LONGEST_FAILURE = 400;

    static StartObstacles of(NodeDaemon daemon) {
        boolean loads = daemon.preseedEnabled() && daemon.containerdAnswered();
        return new StartObstacles(daemon.tree(), loads && !daemon.preseed().scanned(),
                loads ? daemon.preseed().missing() : List.of(),
                loads ? daemon.preseed().sandbox().flatMap(SandboxReport::error) : Optional.empty());
    }

    /** Whether an archive cannot be loaded or containerd fails again and again, so that nothing may change by itself. */
    boolean areLasting() {
        return containerd().filter(NodeSnapshot::crashLooping).isPresent()
                || missing.stream().anyMatch(archive -> archive.state() == ArchiveReport.State.FAILED)
                        && missing.stream().noneMatch(archive -> archive.state() != ArchiveReport.State.FAILED);
    }

    /** The latest failure of containerd, as a cause. */
    Optional<Throwable> cause() {
        return containerd().filter(node -> loadsNothing()).flatMap(NodeSnapshot::lastFailure).map(Failure::cause);
    }

    private Optional<NodeSnapshot> containerd() {
        return tree.stream().filter(node -> node.dn().equals(ContainerdNode.DN)).findFirst();
    }

    /** Describes them in one line. */
    String describe() {
        return Stream.of(containerd().filter(node -> loadsNothing()).map(StartObstacles::describe).stream(),
                unread ? Stream.of("the preseed directory has not been read yet") : Stream.<String> empty(), archives(),
                sandbox.stream()).flatMap(parts -> parts).collect(Collectors.joining("; "));
    }

    private boolean loadsNothing() {
        return !unread && missing.isEmpty() && sandbox.isEmpty();
    }

    private static String describe(NodeSnapshot node) {
        return node.dn() + " is " + node.state()
                + node.lastFailure().map(failure -> ": " + BoundedText.line(failure.message(), LONGEST_FAILURE)).orElse("");
    }

    private Stream<String> archives() {
        return missing.isEmpty() ? Stream.empty()
                : Stream.of("required image archives are not loaded yet: "
                        + BoundedText.names(missing.stream().map(StartObstacles::describe).toList()));
    }

    private static String describe(ArchiveReport archive) {
        return archive.path() + " is " + archive.state() + archive.error().or(() -> progress(archive))
                .map(detail -> " (" + detail + ")").orElse("");
    }

    private static Optional<String> progress(ArchiveReport archive) {
        return archive.plan().filter(plan -> archive.isLoading()).map(plan -> HumanReadable.bytes(archive.bytesSent()) + " of "
                + HumanReadable.bytes(plan.bytesMissing()));
    }
}
