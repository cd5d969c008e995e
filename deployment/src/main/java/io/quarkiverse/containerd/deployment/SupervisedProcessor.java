package io.quarkiverse.containerd.deployment;

import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.invoke.Invoker;
import jakarta.inject.Singleton;

import org.jboss.jandex.DotName;

import io.quarkiverse.containerd.runtime.daemon.SupervisedBean;
import io.quarkiverse.containerd.runtime.daemon.SupervisedBeans;
import io.quarkiverse.containerd.runtime.daemon.SupervisedRecorder;
import io.quarkus.arc.deployment.AutoAddScopeBuildItem;
import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.arc.deployment.InvokerFactoryBuildItem;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.arc.deployment.UnremovableBeanBuildItem;
import io.quarkus.arc.processor.BuiltinScope;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.recording.RecorderContext;
import io.quarkus.runtime.RuntimeValue;

/** Makes supervised beans, the extension's and the application's, nodes of the tree. */
class SupervisedProcessor {

    @BuildStep
    AutoAddScopeBuildItem scope() {
        return AutoAddScopeBuildItem.builder()
                .containsAnnotations(SupervisedNodeFinder.SUPERVISED)
                .defaultScope(BuiltinScope.SINGLETON)
                .reason("Found classes with @Supervised")
                .build();
    }

    @BuildStep
    void keep(BuildProducer<UnremovableBeanBuildItem> unremovable) {
        unremovable.produce(UnremovableBeanBuildItem.beanTypes(SupervisedNodeFinder.RUNNABLE));
        unremovable.produce(UnremovableBeanBuildItem.targetWithAnnotation(SupervisedNodeFinder.SUPERVISED));
        unremovable.produce(UnremovableBeanBuildItem.beanTypes(BooleanSupplier.class));
    }

    @BuildStep
    SupervisedNodesBuildItem find(BeanDiscoveryFinishedBuildItem discovery) {
        return new SupervisedNodesBuildItem(SupervisedNodes.order(
                discovery.beanStream().classBeans().stream().flatMap(bean -> SupervisedNodeFinder.find(bean).stream())
                        .toList()));
    }

    @BuildStep
    @Record(ExecutionTime.STATIC_INIT)
    SyntheticBeanBuildItem record(SupervisedNodesBuildItem nodes, BeanDiscoveryFinishedBuildItem discovery,
            InvokerFactoryBuildItem invokers, SupervisedRecorder recorder, RecorderContext context) {
        List<RuntimeValue<SupervisedBean>> recorded = new ArrayList<>();
        for (SupervisedNode node : nodes.inOrderOfStart()) {
            RuntimeValue<BooleanSupplier> condition = condition(node, discovery, recorder);
            if (node.method() == null) {
                recorded.add(recorder.bean(node.place(), condition, node.bean().getIdentifier()));
            } else {
                ClassDesc invoker = invokers.createInvoker(node.bean(), node.method()).withInstanceLookup().build()
                        .getClassDesc();
                recorded.add(recorder.method(node.place(), condition,
                        context.<Invoker<Object, Object>> newInstance(name(invoker))));
            }
        }
        return SyntheticBeanBuildItem.configure(SupervisedBeans.class)
                .scope(Singleton.class)
                .unremovable()
                .runtimeValue(recorder.all(recorded))
                .done();
    }

    private static RuntimeValue<BooleanSupplier> condition(SupervisedNode node, BeanDiscoveryFinishedBuildItem discovery,
            SupervisedRecorder recorder) {
        DotName condition = node.condition();
        if (condition.equals(SupervisedNodeFinder.ALWAYS)) {
            return recorder.always();
        }
        return discovery.beanStream().classBeans().filter(bean -> bean.getBeanClass().equals(condition)).firstResult()
                .map(bean -> recorder.condition(bean.getIdentifier()))
                .orElseThrow(() -> new IllegalStateException("The condition " + condition + " of " + node.describe()
                        + " is no CDI bean: give it a scope, such as @Singleton"));
    }

    private static String name(ClassDesc type) {
        return type.packageName().isEmpty() ? type.displayName() : type.packageName() + "." + type.displayName();
    }
}
