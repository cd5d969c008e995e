package io.quarkiverse.containerd.deployment.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;

import io.dekorate.kubernetes.decorator.ResourceProvidingDecorator;
import io.fabric8.kubernetes.api.model.KubernetesListBuilder;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.quarkiverse.containerd.runtime.config.ContainerdBuildTimeConfig;

/** Adds a RuntimeClass, unless the application's own manifests have one of that name. */
final class AddRuntimeClassDecorator extends ResourceProvidingDecorator<KubernetesListBuilder> {

    private final RuntimeClass runtimeClass;

    AddRuntimeClassDecorator(RuntimeClass runtimeClass) {
        this.runtimeClass = runtimeClass;
    }

    /** The decorators for the RuntimeClasses of {@link RuntimeClasses#of}. */
    static List<Object> of(SortedSet<String> known, Map<String, ContainerdBuildTimeConfig.RuntimeClass> configured) {
        return RuntimeClasses.of(known, configured).stream().<Object> map(AddRuntimeClassDecorator::new).toList();
    }

    @Override
    public void visit(KubernetesListBuilder list) {
        if (!contains(list, runtimeClass.getApiVersion(), runtimeClass.getKind(), runtimeClass.getMetadata().getName())) {
            list.addToItems(runtimeClass);
        }
    }
}
