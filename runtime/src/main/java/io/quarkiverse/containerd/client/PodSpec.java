package io.quarkiverse.containerd.client;

import java.nio.file.Path;
import java.util.Map;

/**
 * A pod to be run.
 *
 * @param namespace its Kubernetes namespace, which has nothing to do with containerd's
 * @param name its name
 * @param uid tells it apart from earlier pods of that name
 * @param logDirectory the directory on the host that its containers' logs are written to
 * @param labels what it can be found by
 */
public record PodSpec(String namespace, String name, String uid, Path logDirectory, Map<String, String> labels) {

    public PodSpec {
        labels = Map.copyOf(labels);
    }
}
