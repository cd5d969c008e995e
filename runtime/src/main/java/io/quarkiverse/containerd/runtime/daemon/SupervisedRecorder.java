package io.quarkiverse.containerd.runtime.daemon;

import java.util.List;

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

    /** A bean that implements {@link SupervisedRunnable}, looked up anew for each incarnation. */
    public RuntimeValue<SupervisedBean> bean(String name, String group, String beanIdentifier) {
        return supervised(name, group, node -> {
            ArcContainer container = Arc.container();
            InjectableBean<SupervisedRunnable> bean = container.bean(beanIdentifier);
            try (var instance = container.instance(bean)) {
                instance.get().run(node);
            }
        });
    }

    /** A supervised method of a bean. */
    public RuntimeValue<SupervisedBean> method(String name, String group, RuntimeValue<Invoker<Object, Object>> invoker) {
        return supervised(name, group, node -> invoker.getValue().invoke(null, new Object[] { node }));
    }

    /** All of them. */
    public RuntimeValue<SupervisedBeans> all(List<RuntimeValue<SupervisedBean>> beans) {
        return new RuntimeValue<>(new SupervisedBeans(beans.stream().map(RuntimeValue::getValue).toList()));
    }

    private static RuntimeValue<SupervisedBean> supervised(String name, String group, SupervisedRunnable runnable) {
        return new RuntimeValue<>(new SupervisedBean(name, group, runnable));
    }
}
