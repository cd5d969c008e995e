package io.quarkiverse.containerd;

import java.io.IOException;
import java.util.List;

import io.quarkiverse.containerd.preseed.LoadPlan;

/**
 * Plans the preseed without loading anything; to be injected:
 *
 * <pre>
 * &#64;Inject
 * PreseedPlanner planner;
 *
 * long bytesMissing() throws IOException {
 *     return planner.plan().stream().mapToLong(LoadPlan::bytesMissing).sum();
 * }
 * </pre>
 */
public interface PreseedPlanner {

    /**
     * Plans an import of every archive in the preseed directory, in the order they are loaded, and changes nothing. An archive
     * that cannot be loaded has its error in the plan. A compressed archive is decompressed for that, unless it has been loaded
     * before and all its content is there.
     *
     * @throws IOException if the directory cannot be read
     * @throws io.quarkiverse.containerd.client.ContainerdException if containerd does not answer
     * @throws IllegalStateException if containerd is not started, because {@code quarkus.containerd.enabled} is false
     */
    List<LoadPlan> plan() throws IOException;
}
