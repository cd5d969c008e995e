package io.quarkiverse.containerd.deployment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.runtime.supervisor.Supervisor;

/** Makes a tree of the nodes that were found: says who replaces whom and what cannot be, and orders siblings. */
final class SupervisedNodes {

    private static final Logger LOG = Logger.getLogger(SupervisedNodes.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,64}");

    private SupervisedNodes() {
    }

    /**
     * The nodes of the tree: default beans that others replace left out, siblings in the order of their start.
     *
     * @throws IllegalStateException naming the node that has no place in the tree, and the remedy
     */
    static List<SupervisedNode> order(Collection<SupervisedNode> found) {
        Map<String, SupervisedNode> nodes = byDn(found);
        nodes.values().forEach(node -> check(node, nodes));
        return inOrderOfStart(nodes.values());
    }

    private static Map<String, SupervisedNode> byDn(Collection<SupervisedNode> found) {
        Map<String, SupervisedNode> nodes = new TreeMap<>();
        found.stream().sorted(Comparator.comparing(SupervisedNode::describe))
                .forEach(node -> nodes.merge(node.dn(), node, SupervisedNodes::chosen));
        return nodes;
    }

    private static SupervisedNode chosen(SupervisedNode one, SupervisedNode other) {
        if (one.isDefault() == other.isDefault()) {
            throw new IllegalStateException("The name \"" + one.place().name() + "\" below " + one.place().parent()
                    + " is used by " + one.describe() + " and by " + other.describe() + ": set @Supervised(name = …)");
        }
        SupervisedNode chosen = one.isDefault() ? other : one;
        LOG.infof("%s is %s in the place of %s", chosen.dn(), chosen.describe(), (one.isDefault() ? one : other).describe());
        return chosen;
    }

    private static void check(SupervisedNode node, Map<String, SupervisedNode> nodes) {
        String parent = node.place().parent();
        if (!NAME.matcher(node.place().name()).matches()) {
            throw new IllegalStateException("The name \"" + node.place().name() + "\" of " + node.describe()
                    + " must match " + NAME + ": set @Supervised(name = …)");
        }
        if (!parent.equals(Supervisor.ROOT) && !nodes.containsKey(parent)) {
            throw new IllegalStateException("The parent " + parent + " of " + node.describe() + " is no supervised bean: set"
                    + " @Supervised(parent = …) to the DN of one, such as root.containerd");
        }
        node.place().outlives().stream().filter(sibling -> !nodes.containsKey(sibling)).findFirst().ifPresent(sibling -> {
            throw new IllegalStateException("There is no " + sibling + " for " + node.describe() + " to outlive: set"
                    + " @Supervised(outlives = …) to names of supervised beans with the same parent");
        });
    }

    /** By name, but each group after those with members that outlive one of its own. */
    private static List<SupervisedNode> inOrderOfStart(Collection<SupervisedNode> nodes) {
        Map<List<String>, List<SupervisedNode>> waiting = nodes.stream()
                .collect(Collectors.groupingBy(SupervisedNode::group, LinkedHashMap::new, Collectors.toList()));
        List<SupervisedNode> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            List<SupervisedNode> next = waiting.values().stream()
                    .filter(group -> waiting.values().stream().noneMatch(other -> other != group && outlives(other, group)))
                    .findFirst().orElseThrow(() -> circle(waiting.values()));
            waiting.remove(next.get(0).group());
            ordered.addAll(next);
        }
        return ordered;
    }

    private static boolean outlives(List<SupervisedNode> group, List<SupervisedNode> other) {
        return group.stream().flatMap(node -> node.place().outlives().stream())
                .anyMatch(dn -> other.stream().map(SupervisedNode::dn).anyMatch(dn::equals));
    }

    private static IllegalStateException circle(Collection<List<SupervisedNode>> groups) {
        return new IllegalStateException("Each of these is to outlive another of them: " + groups.stream()
                .flatMap(List::stream).map(SupervisedNode::dn).collect(Collectors.joining(", "))
                + "; leave out one @Supervised(outlives = …)");
    }
}
