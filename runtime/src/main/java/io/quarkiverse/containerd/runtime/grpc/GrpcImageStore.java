package io.quarkiverse.containerd.runtime.grpc;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.protobuf.FieldMask;

import io.grpc.Status;
import io.quarkiverse.containerd.client.ImageStore;
import io.quarkiverse.containerd.client.ImageTarget;
import io.quarkiverse.containerd.client.StoredImage;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.CreateImageRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.DeleteImageRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.GetImageRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.Image;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.ImagesGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.ListImagesRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.images.UpdateImageRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.types.Descriptor;

/** The image records of a namespace, over gRPC. */
final class GrpcImageStore implements ImageStore {

    private final Connection connection;

    GrpcImageStore(Connection connection) {
        this.connection = connection;
    }

    private ImagesGrpc.ImagesBlockingStub stub() {
        return connection.stub(ImagesGrpc::newBlockingStub);
    }

    @Override
    public Optional<StoredImage> get(String name) {
        return Optional.ofNullable(getAll(List.of(name)).get(name));
    }

    @Override
    public Map<String, StoredImage> getAll(Collection<String> names) {
        Map<String, StoredImage> images = new LinkedHashMap<>();
        Calls.pipelined("Images.Get", names,
                name -> connection.stub(ImagesGrpc::newFutureStub)
                        .get(GetImageRequest.newBuilder().setName(name).build()),
                (name, outcome) -> {
                    if (!outcome.is(Status.Code.NOT_FOUND)) {
                        images.put(name, stored(outcome.get().getImage()));
                    }
                });
        return images;
    }

    @Override
    public List<StoredImage> list() {
        return list(ListImagesRequest.getDefaultInstance());
    }

    @Override
    public List<StoredImage> listByAnyLabel(Collection<String> keys) {
        return list(ListImagesRequest.newBuilder().addAllFilters(keys.stream().map(Filters::hasLabel).toList()).build());
    }

    private List<StoredImage> list(ListImagesRequest request) {
        return Calls.call("Images.List", () -> stub().list(request)).getImagesList().stream().map(GrpcImageStore::stored)
                .toList();
    }

    @Override
    public PutResult put(String name, ImageTarget target) {
        return put(name, target, Map.of());
    }

    @Override
    public PutResult put(String name, ImageTarget target, Map<String, String> labels) {
        Optional<StoredImage> present = get(name);
        if (present.isPresent() && present.get().target().equals(target)) {
            return PutResult.UNCHANGED;
        }
        if (present.isPresent() && update(image(name, target, labels), mask(labels).addPaths("target"))) {
            return PutResult.UPDATED;
        }
        if (create(name, target, labels)) {
            return PutResult.CREATED;
        }
        return put(name, target, labels);
    }

    @Override
    public boolean updateLabels(StoredImage image, Map<String, String> labels) {
        // containerd 1.7 and 2.x crash on an image without a target, though the mask leaves it out
        return update(image(image.name(), image.target(), labels), mask(labels));
    }

    private static FieldMask.Builder mask(Map<String, String> labels) {
        return FieldMask.newBuilder().addAllPaths(Calls.maskOf("labels", labels.keySet()));
    }

    private boolean update(Image image, FieldMask.Builder mask) {
        UpdateImageRequest request = UpdateImageRequest.newBuilder().setImage(image).setUpdateMask(mask).build();
        return Calls.tryCall("Images.Update", Status.Code.NOT_FOUND, () -> stub().update(request)).isPresent();
    }

    @Override
    public boolean create(String name, ImageTarget target, Map<String, String> labels) {
        CreateImageRequest request = CreateImageRequest.newBuilder().setImage(image(name, target, labels)).build();
        return Calls.tryCall("Images.Create", Status.Code.ALREADY_EXISTS, () -> stub().create(request)).isPresent();
    }

    @Override
    public void delete(String name, boolean collect) {
        delete(DeleteImageRequest.newBuilder().setName(name).setSync(collect).build());
    }

    @Override
    public void delete(String name, ImageTarget target) {
        delete(DeleteImageRequest.newBuilder().setName(name).setTarget(descriptor(target)).build());
    }

    private void delete(DeleteImageRequest request) {
        Calls.tryCall("Images.Delete", Status.Code.NOT_FOUND, () -> stub().delete(request));
    }

    private static Image image(String name, ImageTarget target, Map<String, String> labels) {
        return Image.newBuilder().setName(name).setTarget(descriptor(target)).putAllLabels(labels).build();
    }

    private static Descriptor descriptor(ImageTarget target) {
        return Descriptor.newBuilder().setMediaType(target.mediaType()).setDigest(target.digest())
                .setSize(target.size()).putAllAnnotations(target.annotations()).build();
    }

    private static StoredImage stored(Image image) {
        Descriptor target = image.getTarget();
        return new StoredImage(image.getName(),
                new ImageTarget(target.getMediaType(), target.getDigest(), target.getSize(), target.getAnnotationsMap()),
                image.getLabelsMap(), Calls.instant(image.getCreatedAt()), Calls.instant(image.getUpdatedAt()));
    }
}
