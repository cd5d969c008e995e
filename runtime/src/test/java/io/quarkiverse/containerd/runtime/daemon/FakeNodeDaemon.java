package io.quarkiverse.containerd.runtime.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.Failure;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.StuckRunnable;
import io.quarkiverse.containerd.WatchReport;
import io.quarkiverse.containerd.client.ContainerdClient.Deprecation;
import io.quarkiverse.containerd.client.CriStatus;
import io.quarkiverse.containerd.preseed.ArchiveReport;
import io.quarkiverse.containerd.preseed.ImageListReport;
import io.quarkiverse.containerd.preseed.PreseedReport;
import io.quarkiverse.containerd.preseed.SandboxReport;

/** A node daemon in the state a test puts it in; at first all is well. */
public final class FakeNodeDaemon implements NodeDaemon {

    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    public volatile boolean enabled = true;
    public volatile boolean started = true;
    public volatile boolean responsive = true;
    public volatile List<NodeSnapshot> tree = List.of(node("root", NodeState.DONE), node("root.containerd", NodeState.HEALTHY));
    public volatile Optional<ContainerdStatus> containerd = Optional.of(probed(true, true));
    public volatile List<ArchiveReport> archives = new ArrayList<>();
    public volatile List<ImageListReport> lists = List.of();
    public volatile Optional<SandboxReport> sandbox = Optional.empty();
    public volatile Set<String> optional = Set.of();
    public volatile List<StuckRunnable> stuck = List.of();

    public static NodeSnapshot node(String dn, NodeState state) {
        return new NodeSnapshot(dn, state, NOW, 0, Optional.empty(), Optional.empty(), 0);
    }

    public static NodeSnapshot failed(String dn, String message) {
        return failed(dn, message, 1);
    }

    public static NodeSnapshot failed(String dn, String message, int recentFailures) {
        return new NodeSnapshot(dn, NodeState.DEAD, NOW, 1, Optional.of(new Failure(NOW, message, null)), Optional.of(NOW),
                recentFailures);
    }

    public static ContainerdStatus probed(boolean runtimeReady, boolean networkReady) {
        return new ContainerdStatus(NOW, true, Optional.of(new CriStatus(runtimeReady, networkReady, List.of("no shim"))),
                Optional.empty());
    }

    public static ArchiveReport archive(String path, ArchiveReport.State state, String error) {
        return new ArchiveReport(path, "k8s.io", true, state, state == ArchiveReport.State.LOADED, false, false, List.of(), 0,
                0,
                Optional.empty(),
                Optional.empty(), false,
                Optional.ofNullable(error), NOW);
    }

    @Override
    public boolean enabled() {
        return enabled;
    }

    @Override
    public List<NodeSnapshot> tree() {
        return tree;
    }

    @Override
    public Optional<NodeSnapshot> node(String dn) {
        return tree.stream().filter(node -> node.dn().equals(dn)).findFirst();
    }

    @Override
    public long droppedLogEntries() {
        return 0;
    }

    @Override
    public Set<String> optionalNodes() {
        return optional;
    }

    @Override
    public Optional<ContainerdStatus> containerd() {
        return containerd;
    }

    @Override
    public WatchReport watch() {
        return new WatchReport(3, 1, 2);
    }

    @Override
    public List<Deprecation> deprecations() {
        return List.of(new Deprecation("io.containerd.deprecation/cgroup-v1", "The support for cgroup v1 is deprecated."));
    }

    @Override
    public boolean criEnabled() {
        return true;
    }

    @Override
    public PreseedReport preseed() {
        return new PreseedReport(true, archives, lists, sandbox);
    }

    @Override
    public boolean preseedEnabled() {
        return true;
    }

    @Override
    public boolean containerdAnswered() {
        return true;
    }

    @Override
    public boolean started() {
        return started || !enabled;
    }

    @Override
    public boolean supervisorResponsive() {
        return responsive;
    }

    @Override
    public List<StuckRunnable> stuck() {
        return stuck;
    }
}
