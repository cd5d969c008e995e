package io.quarkiverse.containerd.runtime.daemon;

import java.util.List;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.invoke.Invoker;

import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.arc.InjectableBean;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.annotations.Recorder;

/** Carries the supervised beans that the build has found into the application. */
@Recorder
public class SupervisedRecorder {

    /** The condition of a node that is always part of the tree. */
    public RuntimeValue<BooleanSupplier> always() {
        return new RuntimeValue<>(() -> true);
    }

    /** A condition that is a bean. */
    public RuntimeValue<BooleanSupplier> condition(String beanIdentifier) {
        return new RuntimeValue<>(() -> {
            ArcContainer container = Arc.container();
            InjectableBean<BooleanSupplier> bean = container.bean(beanIdentifier);
            try (var instance = container.instance(bean)) {
                return instance.get().getAsBoolean();
            }
        });
    }

    /** A bean that implements {@link SupervisedRunnable}, looked up anew for each incarnation. */
    public RuntimeValue<SupervisedBean> bean(NodePlace place, RuntimeValue<BooleanSupplier> condition, String beanIdentifier) {
        return supervised(place, condition, node -> {
            ArcContainer container = Arc.container();
            InjectableBean<SupervisedRunnable> bean = container.bean(beanIdentifier);
            try (var instance = container.instance(bean)) {
                instance.get().run(node);
            }
        });
    }

    /** A supervised method of a bean. */
    public RuntimeValue<SupervisedBean> method(NodePlace place, RuntimeValue<BooleanSupplier> condition,
            RuntimeValue<Invoker<Object, Object>> invoker) {
        return supervised(place, condition, node -> invoker.getValue().invoke(null, new Object[] { node }));
    }

    /** All of them, siblings in the order of their start. */
    public RuntimeValue<SupervisedBeans> all(List<RuntimeValue<SupervisedBean>> beans) {
        return new RuntimeValue<>(new SupervisedBeans(beans.stream().map(RuntimeValue::getValue).toList()));
    }

    private static RuntimeValue<SupervisedBean> supervised(NodePlace place, RuntimeValue<BooleanSupplier> condition,
            SupervisedRunnable runnable) {
        return new RuntimeValue<>(new SupervisedBean(place, condition.getValue(), runnable));
    }
}
