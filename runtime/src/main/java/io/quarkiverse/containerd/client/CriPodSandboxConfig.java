package io.quarkiverse.containerd.client;

import java.nio.file.Path;
import java.util.Map;

/**
 * The configuration of a pod sandbox.
 *
 * @param namespace the pod's Kubernetes namespace, which is unrelated to containerd's namespaces
 * @param name the pod's name
 * @param uid distinguishes the pod from earlier ones with the same name
 * @param logDirectory the directory on the host for the logs of the pod's containers
 * @param labels labels to find the sandbox by
 */
public record CriPodSandboxConfig(String namespace, String name, String uid, Path logDirectory, Map<String, String> labels) {

    /** Copies the labels. */
    public CriPodSandboxConfig {
        labels = Map.copyOf(labels);
    }
}
