package io.quarkiverse.containerd.runtime.daemon;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.containerd.ContainerdStatus;
import io.quarkiverse.containerd.NodeDaemon;
import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.NodeState;
import io.quarkiverse.containerd.client.CriStatus;

/**
 * What the verdict on readiness rests on, seen at one moment.
 *
 * @param enabled whether containerd is started at all
 * @param tree the supervision tree
 * @param optional the DNs of nodes that do not count
 * @param containerd the newest probe of containerd; empty before the first
 * @param criEnabled whether the CRI plugin is part of this containerd
 */
public record DaemonReadiness(boolean enabled, List<NodeSnapshot> tree, Set<String> optional,
        Optional<ContainerdStatus> containerd, boolean criEnabled) {

    /** The readiness now. */
    public static DaemonReadiness of(NodeDaemon daemon) {
        return new DaemonReadiness(daemon.enabled(), daemon.tree(), daemon.optionalNodes(), daemon.containerd(),
                daemon.criEnabled());
    }

    /**
     * Whether every node of the tree that counts is HEALTHY or DONE and, unless containerd is not started at all, its gRPC
     * health service says SERVING and its CRI plugin RuntimeReady. NetworkReady does not count, because it needs the kubelet's
     * pod CIDR.
     */
    public boolean ready() {
        return !tree.isEmpty() && unsettled().stream().allMatch(node -> optional.contains(node.dn()))
                && (!enabled || containerd.map(this::serves).orElse(false));
    }

    /** The nodes that are neither HEALTHY nor DONE. */
    public List<NodeSnapshot> unsettled() {
        return tree.stream().filter(node -> !isSettled(node)).toList();
    }

    /** The nodes that are HEALTHY or DONE. */
    public List<NodeSnapshot> settled() {
        return tree.stream().filter(DaemonReadiness::isSettled).toList();
    }

    private static boolean isSettled(NodeSnapshot node) {
        return node.state() == NodeState.HEALTHY || node.state() == NodeState.DONE;
    }

    private boolean serves(ContainerdStatus status) {
        return status.serving() && status.error().isEmpty()
                && (!criEnabled || status.cri().map(CriStatus::runtimeReady).orElse(false));
    }
}
