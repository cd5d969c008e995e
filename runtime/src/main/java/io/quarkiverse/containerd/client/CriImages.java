package io.quarkiverse.containerd.client;

import java.time.Duration;
import java.util.Optional;

import io.grpc.Channel;
import io.quarkiverse.containerd.runtime.grpc.Calls;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.Image;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ImageServiceGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ImageSpec;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ImageStatusRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ImageStatusResponse;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PodSandboxConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PullImageRequest;

/**
 * The images that the Kubernetes Container Runtime Interface knows, which are those of one namespace. Every call throws
 * {@link ContainerdException} with {@code UNIMPLEMENTED} if the daemon runs without the interface.
 */
public final class CriImages {

    /** The namespace of containerd that the interface works in. */
    public static final String NAMESPACE = "k8s.io";

    /** By this annotation a pod tells its handler to containerd; see its package of CRI annotations. */
    private static final String RUNTIME_HANDLER = "io.containerd.cri.runtime-handler";

    private final Channel channel;
    private final CallTimeouts timeouts;

    CriImages(Channel channel, CallTimeouts timeouts) {
        this.channel = channel;
        this.timeouts = timeouts;
    }

    /**
     * The image of a reference.
     *
     * @param reference a reference, which is completed as docker does, or an image id
     * @return empty if it is not there
     */
    public Optional<CriImage> status(String reference) {
        ImageStatusRequest request = ImageStatusRequest.newBuilder().setImage(spec(reference)).build();
        ImageStatusResponse response = Calls.call("ImageService.ImageStatus",
                () -> Calls.within(ImageServiceGrpc.newBlockingStub(channel), timeouts.call()).imageStatus(request));
        if (!response.hasImage()) {
            return Optional.empty();
        }
        Image image = response.getImage();
        return Optional.of(new CriImage(image.getId(), image.getRepoTagsList(), image.getRepoDigestsList(),
                image.getPinned()));
    }

    /**
     * Brings an image from its registry and unpacks it. What has arrived when the time is over is kept for the next attempt.
     *
     * @param reference a reference, which is completed as docker does
     * @param timeout how long this may take
     * @return the image id
     */
    public String pull(String reference, Duration timeout) {
        return pull(PullImageRequest.newBuilder().setImage(spec(reference)).build(), timeout);
    }

    /**
     * Brings an image for pods of a runtime handler, and unpacks it for that handler's snapshotter; containerd 1.7 and later.
     *
     * @param reference a reference, which is completed as docker does
     * @param timeout how long this may take
     * @return the image id
     */
    public String pull(String reference, String runtimeHandler, Duration timeout) {
        PodSandboxConfig pod = PodSandboxConfig.newBuilder().putAnnotations(RUNTIME_HANDLER, runtimeHandler).build();
        return pull(PullImageRequest.newBuilder().setImage(spec(reference)).setSandboxConfig(pod).build(), timeout);
    }

    private String pull(PullImageRequest request, Duration timeout) {
        return Calls.call("ImageService.PullImage",
                () -> Calls.within(ImageServiceGrpc.newBlockingStub(channel), timeout).pullImage(request)).getImageRef();
    }

    private static ImageSpec spec(String reference) {
        return ImageSpec.newBuilder().setImage(reference).build();
    }
}
