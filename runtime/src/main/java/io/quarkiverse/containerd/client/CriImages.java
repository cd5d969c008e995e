package io.quarkiverse.containerd.client;

import java.time.Duration;
import java.util.Optional;

/**
 * The image service of the Kubernetes Container Runtime Interface (CRI, version 1), which knows the images of one namespace.
 * Every call throws a {@link ContainerdException} when it fails: with {@code UNIMPLEMENTED} if the daemon runs without CRI.
 * Safe for use by several threads.
 */
public interface CriImages {

    /** The containerd namespace whose images and containers CRI uses. */
    String NAMESPACE = "k8s.io";

    /**
     * Returns the image of a reference; empty if there is none.
     *
     * @param reference a reference, to which docker's default registry and tag are added where they are missing, or an image
     *        id
     */
    Optional<CriImage> status(String reference);

    /**
     * Pulls an image from its registry and unpacks it. What has arrived before a timeout is kept for the next attempt.
     *
     * @param reference a reference, to which docker's default registry and tag are added where they are missing
     * @param timeout the time the pull may take
     * @return the image id
     */
    String pull(String reference, Duration timeout);

    /**
     * Pulls an image for pods of a runtime handler, and unpacks it with that handler's snapshotter. Needs containerd 1.7 or
     * later.
     *
     * @param reference a reference, to which docker's default registry and tag are added where they are missing
     * @param runtimeHandler the name of the runtime handler
     * @param timeout the time the pull may take
     * @return the image id
     */
    String pull(String reference, String runtimeHandler, Duration timeout);
}
