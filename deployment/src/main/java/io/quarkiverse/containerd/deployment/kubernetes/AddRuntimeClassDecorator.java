package io.quarkiverse.containerd.deployment.kubernetes;

import io.dekorate.kubernetes.decorator.ResourceProvidingDecorator;
import io.fabric8.kubernetes.api.model.KubernetesListBuilder;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;

/** Adds a RuntimeClass, unless the application's own manifests have one of that name. */
final class AddRuntimeClassDecorator extends ResourceProvidingDecorator<KubernetesListBuilder> {

    private final RuntimeClass runtimeClass;

    AddRuntimeClassDecorator(RuntimeClass runtimeClass) {
        this.runtimeClass = runtimeClass;
    }

    @Override
    public void visit(KubernetesListBuilder list) {
        if (!contains(list, runtimeClass.getApiVersion(), runtimeClass.getKind(), runtimeClass.getMetadata().getName())) {
            list.addToItems(runtimeClass);
        }
    }
}
