package io.quarkiverse.containerd.deployment;

import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.enterprise.invoke.Invoker;
import jakarta.inject.Singleton;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

import io.quarkiverse.containerd.NodeHandle;
import io.quarkiverse.containerd.Supervised;
import io.quarkiverse.containerd.SupervisedRunnable;
import io.quarkiverse.containerd.runtime.daemon.SupervisedBean;
import io.quarkiverse.containerd.runtime.daemon.SupervisedBeans;
import io.quarkiverse.containerd.runtime.daemon.SupervisedRecorder;
import io.quarkus.arc.deployment.AutoAddScopeBuildItem;
import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.arc.deployment.InvokerFactoryBuildItem;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.arc.deployment.UnremovableBeanBuildItem;
import io.quarkus.arc.processor.BeanInfo;
import io.quarkus.arc.processor.BuiltinScope;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.recording.RecorderContext;
import io.quarkus.runtime.RuntimeValue;

/** Finds the application's supervised beans and checks what can be checked before anything runs. */
class SupervisedProcessor {

    private static final DotName SUPERVISED = DotName.createSimple(Supervised.class);
    private static final DotName RUNNABLE = DotName.createSimple(SupervisedRunnable.class);
    private static final DotName HANDLE = DotName.createSimple(NodeHandle.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,64}");
    private static final Set<String> RESERVED = Set.of("containerd", "runsc");

    @BuildStep
    AutoAddScopeBuildItem scope() {
        return AutoAddScopeBuildItem.builder()
                .containsAnnotations(SUPERVISED)
                .defaultScope(BuiltinScope.SINGLETON)
                .reason("Found classes with @Supervised")
                .build();
    }

    @BuildStep
    void keep(BuildProducer<UnremovableBeanBuildItem> unremovable) {
        unremovable.produce(UnremovableBeanBuildItem.beanTypes(RUNNABLE));
        unremovable.produce(UnremovableBeanBuildItem.targetWithAnnotation(SUPERVISED));
    }

    @BuildStep
    @Record(ExecutionTime.STATIC_INIT)
    SyntheticBeanBuildItem supervisedBeans(BeanDiscoveryFinishedBuildItem discovery, InvokerFactoryBuildItem invokers,
            SupervisedRecorder recorder, RecorderContext context) {
        List<Found> found = new ArrayList<>();
        discovery.beanStream().classBeans().forEach(bean -> inspect(bean, found));
        found.sort(Comparator.comparing(Found::name).thenComparing(Found::describe));
        checkNames(found);

        List<RuntimeValue<SupervisedBean>> recorded = new ArrayList<>();
        for (Found node : found) {
            if (node.method() == null) {
                recorded.add(recorder.bean(node.name(), node.group(), node.bean().getIdentifier()));
            } else {
                ClassDesc invoker = invokers.createInvoker(node.bean(), node.method()).withInstanceLookup().build()
                        .getClassDesc();
                recorded.add(
                        recorder.method(node.name(), node.group(),
                                context.<Invoker<Object, Object>> newInstance(name(invoker))));
            }
        }
        return SyntheticBeanBuildItem.configure(SupervisedBeans.class)
                .scope(Singleton.class)
                .unremovable()
                .runtimeValue(recorder.all(recorded))
                .done();
    }

    private static String name(ClassDesc type) {
        return type.packageName().isEmpty() ? type.displayName() : type.packageName() + "." + type.displayName();
    }

    private static void inspect(BeanInfo bean, List<Found> found) {
        ClassInfo type = bean.getTarget().get().asClass();
        AnnotationInstance onClass = type.declaredAnnotation(SUPERVISED);
        boolean runnable = bean.getTypes().stream().map(Type::name).anyMatch(RUNNABLE::equals);
        if (runnable) {
            found.add(new Found(name(onClass, type.simpleName()), value(onClass, "group"), bean, null));
        } else if (onClass != null) {
            throw new IllegalStateException(type.name() + " has @Supervised but does not implement "
                    + SupervisedRunnable.class.getName() + ": implement it, or put the annotation on a method");
        }
        for (MethodInfo method : type.methods()) {
            AnnotationInstance onMethod = method.declaredAnnotation(SUPERVISED);
            if (onMethod != null && onMethod.target().kind() == AnnotationTarget.Kind.METHOD) {
                checkSignature(method);
                found.add(new Found(name(onMethod, method.name()), value(onMethod, "group"), bean, method));
            }
        }
    }

    private static void checkSignature(MethodInfo method) {
        boolean takesHandle = method.parametersCount() == 1 && method.parameterType(0).name().equals(HANDLE);
        if (!takesHandle || method.returnType().kind() != Type.Kind.VOID) {
            throw new IllegalStateException("@Supervised method " + describe(method)
                    + " must take one " + NodeHandle.class.getSimpleName() + " and return void");
        }
    }

    private static void checkNames(List<Found> found) {
        Map<String, Found> taken = new HashMap<>();
        for (Found node : found) {
            if (!NAME.matcher(node.name()).matches()) {
                throw new IllegalStateException("The name \"" + node.name() + "\" of " + node.describe()
                        + " must match " + NAME + ": set @Supervised(name = …)");
            }
            if (RESERVED.contains(node.name())) {
                throw new IllegalStateException("The name \"" + node.name() + "\" of " + node.describe()
                        + " belongs to the extension: set @Supervised(name = …)");
            }
            Found other = taken.put(node.name(), node);
            if (other != null) {
                throw new IllegalStateException("The name \"" + node.name() + "\" is used by " + other.describe()
                        + " and by " + node.describe() + ": set @Supervised(name = …)");
            }
        }
    }

    private static String name(AnnotationInstance annotation, String javaName) {
        String name = value(annotation, "name");
        return name.isEmpty() ? snakeCase(javaName) : name;
    }

    private static String value(AnnotationInstance annotation, String member) {
        AnnotationValue value = annotation == null ? null : annotation.value(member);
        return value == null ? "" : value.asString();
    }

    static String snakeCase(String javaName) {
        return javaName.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_").toLowerCase(Locale.ROOT);
    }

    private static String describe(MethodInfo method) {
        return method.declaringClass().name() + "#" + method.name();
    }

    private record Found(String name, String group, BeanInfo bean, MethodInfo method) {
        String describe() {
            return method == null ? bean.getBeanClass().toString() : SupervisedProcessor.describe(method);
        }
    }
}
