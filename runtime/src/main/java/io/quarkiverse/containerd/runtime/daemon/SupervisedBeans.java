package io.quarkiverse.containerd.runtime.daemon;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.runtime.supervisor.ParentHandle;

/** The supervised beans, the extension's and the application's; siblings in the order of their start. */
public final class SupervisedBeans {

    private final List<SupervisedBean> beans;
    private final RunningNodes running = new RunningNodes();

    SupervisedBeans(List<SupervisedBean> beans) {
        this.beans = List.copyOf(beans);
    }

    /** All of them, those that are not part of the tree now included. */
    public List<SupervisedBean> all() {
        return beans;
    }

    /** Returns these and further ones, which start after them. */
    SupervisedBeans plus(List<SupervisedBean> others) {
        return new SupervisedBeans(Stream.concat(beans.stream(), others.stream()).toList());
    }

    /** Returns all DNs, and whether each is part of the tree now: its own condition and those of all above it are met. */
    Map<String, Boolean> presence() {
        Map<String, SupervisedBean> byDn = new LinkedHashMap<>();
        beans.forEach(bean -> byDn.put(bean.place().dn(), bean));
        Map<String, Boolean> presence = new LinkedHashMap<>();
        byDn.forEach((dn, bean) -> presence.put(dn, isPresent(bean, byDn)));
        return presence;
    }

    private static boolean isPresent(SupervisedBean bean, Map<String, SupervisedBean> byDn) {
        SupervisedBean parent = byDn.get(bean.place().parent());
        return (parent == null || isPresent(parent, byDn)) && bean.condition().getAsBoolean();
    }

    /** Starts the children of a node that is about to signal HEALTHY, each group of them as one. */
    void startChildren(NodeHandle parent) {
        groups(parent.dn()).forEach(parent::runGroup);
    }

    private Collection<Map<String, SupervisedRunnable>> groups(String parent) {
        Map<String, Map<String, SupervisedRunnable>> groups = new LinkedHashMap<>();
        for (SupervisedBean bean : beans) {
            NodePlace place = bean.place();
            if (place.parent().equals(parent) && bean.condition().getAsBoolean()) {
                // a name of a node and a name of a group may be the same
                String group = place.group().isEmpty() ? "node " + place.name() : "group " + place.group();
                groups.computeIfAbsent(group, name -> new LinkedHashMap<>()).put(place.name(), node -> run(bean, node));
            }
        }
        return groups.values();
    }

    private void run(SupervisedBean bean, NodeHandle node) throws Exception {
        try (RunningNodes.Run run = running.begin(node)) {
            bean.place().outlives().forEach(sibling -> node.onCancel(() -> running.awaitEndOfCancelled(sibling)));
            bean.runnable().run(new ParentHandle(node, this::startChildren));
        }
    }
}
