package io.quarkiverse.containerd.deployment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

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
import io.quarkiverse.containerd.runtime.daemon.NodePlace;
import io.quarkiverse.containerd.runtime.supervisor.Supervisor;
import io.quarkus.arc.processor.BeanInfo;

/** Reads {@link Supervised} of beans and their methods. */
final class SupervisedNodeFinder {

    static final DotName SUPERVISED = DotName.createSimple(Supervised.class);
    static final DotName RUNNABLE = DotName.createSimple(SupervisedRunnable.class);
    static final DotName ALWAYS = DotName.createSimple(Supervised.Always.class);

    private static final DotName HANDLE = DotName.createSimple(NodeHandle.class);

    private SupervisedNodeFinder() {
    }

    /**
     * The nodes that a class bean is or has.
     *
     * @throws IllegalStateException if the annotation stands where it has no meaning
     */
    static List<SupervisedNode> find(BeanInfo bean) {
        return Stream.concat(ofClass(bean).stream(), ofMethods(bean)).toList();
    }

    private static Optional<SupervisedNode> ofClass(BeanInfo bean) {
        ClassInfo type = bean.getTarget().orElseThrow().asClass();
        AnnotationInstance annotation = type.declaredAnnotation(SUPERVISED);
        if (bean.getTypes().stream().map(Type::name).anyMatch(RUNNABLE::equals)) {
            return Optional.of(node(annotation, type.simpleName(), bean, null));
        }
        if (annotation != null) {
            throw new IllegalStateException(type.name() + " has @Supervised but does not implement " + RUNNABLE
                    + ": implement it, or put the annotation on a method");
        }
        return Optional.empty();
    }

    private static Stream<SupervisedNode> ofMethods(BeanInfo bean) {
        return bean.getTarget().orElseThrow().asClass().methods().stream().flatMap(method -> {
            AnnotationInstance annotation = method.declaredAnnotation(SUPERVISED);
            if (annotation == null || annotation.target().kind() != AnnotationTarget.Kind.METHOD) {
                return Stream.empty();
            }
            checkSignature(method);
            return Stream.of(node(annotation, method.name(), bean, method));
        });
    }

    private static void checkSignature(MethodInfo method) {
        boolean takesHandle = method.parametersCount() == 1 && method.parameterType(0).name().equals(HANDLE);
        if (!takesHandle || method.returnType().kind() != Type.Kind.VOID) {
            throw new IllegalStateException("@Supervised method " + SupervisedNode.describe(method)
                    + " must take one " + NodeHandle.class.getSimpleName() + " and return void");
        }
    }

    private static SupervisedNode node(AnnotationInstance annotation, String javaName, BeanInfo bean, MethodInfo method) {
        String parent = value(annotation, "parent").map(AnnotationValue::asString).orElse(Supervisor.ROOT);
        String name = value(annotation, "name").map(AnnotationValue::asString).filter(given -> !given.isEmpty())
                .orElseGet(() -> snakeCase(javaName));
        String group = value(annotation, "group").map(AnnotationValue::asString).orElse("");
        List<String> outlives = value(annotation, "outlives").map(AnnotationValue::asStringArray).map(List::of)
                .orElse(List.of()).stream().map(sibling -> parent + "." + sibling).toList();
        DotName condition = value(annotation, "onlyIf").map(AnnotationValue::asClass).map(Type::name).orElse(ALWAYS);
        return new SupervisedNode(new NodePlace(parent, name, group, outlives), condition, bean, method);
    }

    private static Optional<AnnotationValue> value(AnnotationInstance annotation, String member) {
        return Optional.ofNullable(annotation).map(present -> present.value(member));
    }

    static String snakeCase(String javaName) {
        return javaName.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_").toLowerCase(Locale.ROOT);
    }
}
