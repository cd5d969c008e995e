package io.quarkiverse.containerd.runtime.daemon;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.containerd.SupervisedRunnable;

/** The application's supervised beans, ordered by name. */
public record SupervisedBeans(List<SupervisedBean> beans) {

    /** The groups in order of their first member's name; a bean without a group is a group of one. */
    Collection<Map<String, SupervisedRunnable>> groups() {
        Map<String, Map<String, SupervisedRunnable>> named = new LinkedHashMap<>();
        List<Map<String, SupervisedRunnable>> groups = new ArrayList<>();
        for (SupervisedBean bean : beans) {
            if (bean.group().isEmpty()) {
                groups.add(Map.of(bean.name(), bean.runnable()));
            } else {
                named.computeIfAbsent(bean.group(), group -> {
                    Map<String, SupervisedRunnable> members = new LinkedHashMap<>();
                    groups.add(members);
                    return members;
                }).put(bean.name(), bean.runnable());
            }
        }
        return groups;
    }
}
