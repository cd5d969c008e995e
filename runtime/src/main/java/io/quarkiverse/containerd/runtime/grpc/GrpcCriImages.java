package io.quarkiverse.containerd.runtime.grpc;

import java.time.Duration;
import java.util.Optional;

import io.quarkiverse.containerd.client.CriImage;
import io.quarkiverse.containerd.client.CriImages;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.Image;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ImageServiceGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ImageSpec;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ImageStatusRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.ImageStatusResponse;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PodSandboxConfig;
import io.quarkiverse.containerd.runtime.grpc.stubs.cri.PullImageRequest;

/** The image service of CRI over gRPC. */
final class GrpcCriImages implements CriImages {

    /** The annotation by which a pod names its handler; see containerd's package of CRI annotations. */
    private static final String RUNTIME_HANDLER = "io.containerd.cri.runtime-handler";

    private final Connection connection;

    GrpcCriImages(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Optional<CriImage> status(String reference) {
        ImageStatusRequest request = ImageStatusRequest.newBuilder().setImage(spec(reference)).build();
        ImageStatusResponse response = Calls.call("ImageService.ImageStatus",
                () -> connection.stub(ImageServiceGrpc::newBlockingStub).imageStatus(request));
        if (!response.hasImage()) {
            return Optional.empty();
        }
        Image image = response.getImage();
        return Optional.of(new CriImage(image.getId(), image.getRepoTagsList(), image.getRepoDigestsList(),
                image.getPinned()));
    }

    @Override
    public String pull(String reference, Duration timeout) {
        return pull(PullImageRequest.newBuilder().setImage(spec(reference)).build(), timeout);
    }

    @Override
    public String pull(String reference, String runtimeHandler, Duration timeout) {
        PodSandboxConfig pod = PodSandboxConfig.newBuilder().putAnnotations(RUNTIME_HANDLER, runtimeHandler).build();
        return pull(PullImageRequest.newBuilder().setImage(spec(reference)).setSandboxConfig(pod).build(), timeout);
    }

    private String pull(PullImageRequest request, Duration timeout) {
        return Calls.call("ImageService.PullImage",
                () -> connection.stub(ImageServiceGrpc::newBlockingStub, timeout).pullImage(request)).getImageRef();
    }

    private static ImageSpec spec(String reference) {
        return ImageSpec.newBuilder().setImage(reference).build();
    }
}
