package io.quarkiverse.containerd.deployment.kubernetes;

import java.util.Set;

import io.dekorate.kubernetes.decorator.Decorator;
import io.dekorate.kubernetes.decorator.ResourceProvidingDecorator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesListBuilder;

/** Removes what would run the application in pods, and make these pods reachable. */
final class RemoveWorkloadDecorator extends Decorator<KubernetesListBuilder> {

    private static final Set<String> KINDS = Set.of("Deployment", "DeploymentConfig", "StatefulSet", "DaemonSet", "Job",
            "CronJob", "Service", "Ingress", "Route");

    private final String application;

    private RemoveWorkloadDecorator(String application) {
        this.application = application;
    }

    /** @param application the name of the resources */
    static Object of(String application) {
        return new RemoveWorkloadDecorator(application);
    }

    @Override
    public void visit(KubernetesListBuilder list) {
        list.removeAllFromItems(list.buildItems().stream().filter(this::isWorkload).toList());
    }

    private boolean isWorkload(HasMetadata resource) {
        return KINDS.contains(resource.getKind()) && application.equals(resource.getMetadata().getName());
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<? extends Decorator>[] after() {
        return new Class[] { ResourceProvidingDecorator.class };
    }
}
