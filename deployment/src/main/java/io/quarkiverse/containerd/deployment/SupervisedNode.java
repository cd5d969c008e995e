package io.quarkiverse.containerd.deployment;

import java.util.List;

import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;

import io.quarkiverse.containerd.runtime.daemon.NodePlace;
import io.quarkus.arc.processor.BeanInfo;

/**
 * A bean, or a method of one, that becomes a node of the tree.
 *
 * @param place where it stands
 * @param condition the class of the bean that tells whether it is part of the tree
 * @param bean the bean
 * @param method its supervised method, or null if the bean itself is the runnable
 */
record SupervisedNode(NodePlace place, DotName condition, BeanInfo bean, MethodInfo method) {

    String dn() {
        return place.dn();
    }

    /** Whether it gives way to another bean of its DN. */
    boolean isDefault() {
        return bean.isDefaultBean();
    }

    /** A key of the group it starts with. */
    List<String> group() {
        return place.group().isEmpty() ? List.of(place.parent(), "", place.name()) : List.of(place.parent(), place.group());
    }

    String describe() {
        return method == null ? bean.getBeanClass().toString() : describe(method);
    }

    static String describe(MethodInfo method) {
        return method.declaringClass().name() + "#" + method.name();
    }
}
