package io.quarkiverse.containerd.runtime.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.NodeSnapshot;
import io.quarkiverse.containerd.Transition;
import io.quarkus.runtime.metrics.MetricsFactory;

/** The meters of the supervision tree: those of a DN are registered when it is first seen, and stay. */
final class TreeMetrics {

    /** A metrics registry forgets nothing, so children that are named after what comes and goes must not fill it. */
    static final int MAX_NODES = 1000;

    private static final Logger LOG = Logger.getLogger(TreeMetrics.class);

    private final MetricsFactory factory;
    private final Function<String, Optional<NodeSnapshot>> tree;
    private final Map<String, NodeMetrics> nodes = new HashMap<>();
    private boolean full;

    /** @param tree the node of a DN, as long as there is one */
    TreeMetrics(MetricsFactory factory, Function<String, Optional<NodeSnapshot>> tree) {
        this.factory = factory;
        this.tree = tree;
    }

    void record(Transition transition) {
        String dn = transition.dn();
        if (nodes.size() < MAX_NODES || nodes.containsKey(dn)) {
            nodes.computeIfAbsent(dn, name -> new NodeMetrics(factory, name, () -> tree.apply(name))).record(transition);
        } else if (!full) {
            full = true;
            LOG.warnf("The supervision tree has had nodes of %d names: %s and further ones have no metrics", MAX_NODES, dn);
        }
    }
}
