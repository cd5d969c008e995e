package io.quarkiverse.containerd.runtime.config;

import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;

/** The runtimes, the snapshotter and the sandbox image of pods. */
@ConfigGroup
public interface PodsConfig {

    /**
     * The runtime handlers that pods may ask for. Two exist without any key: {@code runc} and, where gVisor is found,
     * {@code runsc}.
     */
    @ConfigDocMapKey("handler")
    Map<String, RuntimeHandlerConfig> runtimes();

    /**
     * Whether other runtimes that are found on {@code quarkus.containerd.path} become runtime handlers: {@code crun},
     * {@code youki}, {@code kata}, {@code nvidia} and the WebAssembly shims.
     */
    @WithDefault("false")
    boolean detectRuntimes();

    /**
     * The runtime handler for pods that ask for none.
     */
    @ConfigDocDefault("runc, unless a fragment names another")
    Optional<String> defaultRuntime();

    /**
     * The runtime handler for pods that the annotation {@code io.kubernetes.cri.untrusted-workload} marks as untrusted.
     */
    @ConfigDocDefault("none, so that such pods are refused")
    Optional<String> untrustedRuntime();

    /**
     * The snapshotter for pods' file systems. Where the kernel has no overlayfs, or the file system of the root
     * directory cannot hold overlays, {@code native} is used instead of {@code overlayfs}.
     */
    @WithDefault("overlayfs")
    String snapshotter();

    /**
     * The image of the sandbox container, which holds a pod's namespaces.
     */
    @ConfigDocDefault("containerd's own")
    Optional<String> sandboxImage();
}
